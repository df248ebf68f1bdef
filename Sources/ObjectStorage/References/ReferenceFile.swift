internal import JSON

/// A file of references as kerchunk and VirtualiZarr write it: keys of a Zarr store, and where their bytes are.
///
/// JSON of versions 0 and 1 (fsspec's "References file system"); in version 1 names of templates may stand in addresses.
/// Programs in it (`gen`, templates with arguments) are refused.
struct ReferenceFile: Sendable {
    /// Where the bytes of a key are.
    enum Reference: Sendable {
        case inline(ObjectBytes)
        /// An object, by its number in `addresses`; nil for the whole of it.
        case object(Int, part: Range<Int>?)
    }

    /// Longer files take too much memory to be read whole; such data are better kept in Icechunk.
    static let maxBytes = 64 << 20

    /// No address of an object is longer.
    static let maxAddressBytes = 8 << 10
    /// Of all addresses together, once the templates in them are filled in: twice the longest file.
    static let maxAddressesBytes = 128 << 20

    let references: [ExactText: Reference]
    /// Each address once.
    let addresses: [String]
    /// Equal for equal files.
    let digest: String

    enum Fault: Error, Equatable {
        case notJSON(String)
        case noReferences
        case version(String)
        /// What it has that would have to be run.
        case program(String)
        case badReference(key: String)
        case unknownTemplate(String)
        /// An address that is longer than any, once its templates are filled in; its beginning.
        case longAddress(String)
        case longAddresses
    }

    init(
        _ bytes: UnsafeRawBufferPointer,
        maxAddressesBytes: Int = ReferenceFile.maxAddressesBytes
    ) throws(Fault) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONParser.parse(
                bytes,
                limits: JSONParser.Limits(depth: 64, bytes: Self.maxBytes)
            )
        } catch {
            throw .notJSON("\(error)")
        }
        guard let top = document.objectValue else { throw .noReferences }
        var builder = Builder(maxAddressesBytes: maxAddressesBytes)
        if let version = top["version"] {
            guard version.integerValue == 1 else { throw .version("\(version.integerValue ?? -1)") }
            guard let references = top["refs"]?.objectValue else { throw .noReferences }
            if let programs = top["gen"]?.arrayValue, !programs.isEmpty { throw .program("gen") }
            try builder.takeTemplates(top["templates"]?.objectValue)
            try builder.take(references)
        } else {
            try builder.take(top)
        }
        references = builder.references
        addresses = builder.addresses
        digest = Base64Text.hexadecimal(SHA256Digest.digest(of: bytes).prefix(16))
    }

    /// Gathers references, with each address kept once.
    private struct Builder {
        var references: [ExactText: Reference] = [:]
        var addresses: [String] = []
        private var numbers: [String: Int] = [:]
        private var templates: [String: String] = [:]
        private var addressesBytes = 0
        private let maxAddressesBytes: Int

        init(maxAddressesBytes: Int) { self.maxAddressesBytes = maxAddressesBytes }

        mutating func takeTemplates(_ entries: JSONObject?) throws(Fault) {
            for (name, value) in entries?.entries ?? [] {
                guard let text = value.stringValue, !text.contains("{{"), !text.contains("{%") else {
                    throw .program("template '\(Fault.cut(name))'")
                }
                templates[name] = text
            }
        }

        mutating func take(_ entries: JSONObject) throws(Fault) {
            references.reserveCapacity(entries.count)
            for (key, value) in entries.entries { references[ExactText(key)] = try reference(value, key) }
        }

        private mutating func reference(_ value: JSONValue, _ key: String) throws(Fault) -> Reference {
            switch value {
            case .string(let text):
                guard text.hasPrefix("base64:") else { return .inline(ObjectBytes(Array(text.utf8))) }
                guard let bytes = Base64Text.decode(text.dropFirst("base64:".count)) else {
                    throw .badReference(key: key)
                }
                return .inline(ObjectBytes(bytes))
            case .object: return .inline(ObjectBytes(JSONDocument.bytes(value)))
            case .array(let parts):
                guard let address = parts.first?.stringValue else { throw .badReference(key: key) }
                let number = try number(of: address)
                if parts.count == 1 { return .object(number, part: nil) }
                guard parts.count == 3, let offset = parts[1].integerValue.flatMap({ Int(exactly: $0) }),
                    let length = parts[2].integerValue.flatMap({ Int(exactly: $0) }), offset >= 0,
                    length >= 0,
                    offset <= Int.max - length
                else { throw .badReference(key: key) }
                return .object(number, part: offset..<(offset + length))
            default: throw .badReference(key: key)
            }
        }

        private mutating func number(of address: String) throws(Fault) -> Int {
            if let number = numbers[address] { return number }
            let filled = try filled(address)
            addressesBytes += filled.utf8.count
            guard addressesBytes <= maxAddressesBytes else { throw .longAddresses }
            addresses.append(filled)
            numbers[address] = addresses.count - 1
            return addresses.count - 1
        }

        /// An address with the templates whose names stand in it, which is no longer than it may be at any moment.
        private func filled(_ address: String) throws(Fault) -> String {
            let most = ReferenceFile.maxAddressBytes
            guard address.utf8.count <= most else { throw .longAddress(Fault.cut(address)) }
            guard address.contains("{{") || address.contains("{%") else { return address }
            var text = ""
            var rest = address[...]
            while let open = rest.firstRange(of: "{{") {
                guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                    throw .program(Fault.cut(address))
                }
                let name = rest[open.upperBound..<close.lowerBound].trimmed
                guard let template = templates[name] else {
                    throw name.contains("(") ? .program(Fault.cut(name)) : .unknownTemplate(Fault.cut(name))
                }
                let before = rest[..<open.lowerBound]
                guard text.utf8.count + before.utf8.count + template.utf8.count <= most else {
                    throw .longAddress(Fault.cut(address))
                }
                text += before + template
                rest = rest[close.upperBound...]
            }
            guard !rest.contains("{%") else { throw .program(Fault.cut(address)) }
            guard text.utf8.count + rest.utf8.count <= most else { throw .longAddress(Fault.cut(address)) }
            return text + rest
        }
    }
}

extension ReferenceFile.Fault {
    /// The beginning of a text, for messages: a letter may have any number of marks, so scalars count.
    static func cut(_ text: some StringProtocol) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(64)))
    }

    /// What is wrong with the file, for operators.
    var reason: String {
        switch self {
        case .notJSON(let cause): cause
        case .noReferences: "it holds no references"
        case .version(let version): "references of version \(version) are not known; there are 0 and 1"
        case .program(let what): "it would have to be run as a program (\(what)), which is refused"
        case .badReference(let key): "the reference '\(Self.cut(key))' is none"
        case .longAddress(let address):
            "the address '\(address)' is longer than \(ReferenceFile.maxAddressBytes) bytes once its templates are filled in"
        case .longAddresses:
            "its addresses are longer than \(ReferenceFile.maxAddressesBytes) bytes once their templates are filled in"
        case .unknownTemplate(let name): "it uses the template '\(name)', which it does not have"
        }
    }
}

/// Writes a document of JSON again, with integers and bare words as they were.
enum JSONDocument {
    static func bytes(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    private static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += Array("null".utf8)
        case .bool(let claim): bytes += Array((claim ? "true" : "false").utf8)
        case .integer(let number): JSONText.append(number, to: &bytes)
        case .unsigned(let number): JSONText.append(number, to: &bytes)
        case .number(let number) where number.isNaN: bytes += Array("NaN".utf8)
        case .number(let number) where number.isInfinite:
            bytes += Array((number < 0 ? "-Infinity" : "Infinity").utf8)
        case .number(let number): JSONText.append(number, to: &bytes)
        case .string(let text): JSONText.append(quoted: text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (place, entry) in object.entries.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(quoted: entry.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(entry.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
