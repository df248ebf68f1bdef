/// What nginx says about a request: `fastcgi_param` names and the client's header fields.
///
/// Only names without `HTTP_` are nginx's own words; a client's field `Sluice-Gate` arrives as `HTTP_SLUICE_GATE`.
struct FastCGIParameters {
    private var values: [String: String] = Dictionary(minimumCapacity: 32)
    private(set) var headers = HTTPFields()
    /// `REQUEST_URI` is there and is not UTF-8.
    private(set) var hasBrokenTarget = false

    private static let target = "REQUEST_URI"

    /// Reads `NAME=VALUE` texts up to a null pointer.
    init(_ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        guard var entry = environment else { return }
        while let text = entry.pointee {
            add(UnsafeBufferPointer(start: text, count: Self.length(of: text)))
            entry += 1
        }
    }

    init(_ values: [(String, String)]) {
        for (name, value) in values { add(name: name, value: value) }
    }

    /// A parameter of nginx's own; nil when it is missing or empty.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func add(_ text: UnsafeBufferPointer<CChar>) {
        let bytes = UnsafeRawBufferPointer(text)
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = String(decoding: bytes[..<equals], as: UTF8.self)
        let value = bytes[(equals + 1)...]
        if name == Self.target, String(validating: value, as: UTF8.self) == nil { hasBrokenTarget = true }
        add(name: name, value: String(decoding: value, as: UTF8.self))
    }

    private mutating func add(name: String, value: String) {
        guard name.hasPrefix("HTTP_") else {
            values[name] = value
            if name == "CONTENT_TYPE", !value.isEmpty { headers.append("content-type", value) }
            return
        }
        let field = name.utf8.dropFirst(5).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 | 0x20 }
        headers.append(String(decoding: field, as: UTF8.self), value)
    }

    private static func length(of text: UnsafePointer<CChar>) -> Int {
        var length = 0
        while text[length] != 0 { length += 1 }
        return length
    }
}
