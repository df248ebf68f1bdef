/// The subject of a certificate as nginx writes it (`$ssl_client_s_dn`; RFC 4514, and RFC 2253 before it).
struct DistinguishedName {
    /// Longer than any subject.
    private static let maxBytes = 4096

    /// The values of its common names; more than one, or none, name nobody.
    private let commonNames: [String]

    /// Nil where a text is no such name.
    init?(_ text: String) {
        guard (1...Self.maxBytes).contains(text.utf8.count) else { return nil }
        var names: [String] = []
        for part in Self.parts(Array(text.utf8)) {
            guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign > part.startIndex,
                let type = String(validating: part[..<sign], as: UTF8.self)
            else { return nil }
            guard ["CN", "2.5.4.3"].contains(type.uppercased()) else { continue }
            guard let value = Self.value(Array(part[(sign + 1)...])) else { return nil }
            names.append(value)
        }
        commonNames = names
    }

    /// The one common name, if it can be a user's.
    var user: String? {
        guard commonNames.count == 1, let name = commonNames.first, UserName.isOne(name) else { return nil }
        return name
    }

    /// Between commas and plus signs that nothing escapes, without blanks in front.
    private static func parts(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var (parts, start, index) = ([ArraySlice<UInt8>](), 0, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: ","), UInt8(ascii: "+"):
                parts.append(bytes[start..<index])
                start = index + 1
            default: break
            }
            index += 1
        }
        parts.append(bytes[min(start, bytes.count)...])
        return parts.map { $0.drop { $0 == UInt8(ascii: " ") } }
    }

    /// A value without its escapes; nil for a broken one, one as hexadecimal digits of its encoding, and one in quotes,
    /// which neither standard writes.
    private static func value(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\"") else {
            return nil
        }
        var (value, index) = ([UInt8](), 0)
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                value.append(bytes[index])
                index += 1
                continue
            }
            let escape = bytes[(index + 1)...].prefix(2)
            if escape.count == 2, let byte = hexadecimal(escape) {
                value.append(byte)
                index += 3
            } else if let letter = escape.first, ",+\"\\<>;#= ".utf8.contains(letter) {
                value.append(letter)
                index += 2
            } else {
                return nil
            }
        }
        return String(validating: value, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        let text = String(decoding: digits, as: UTF8.self)
        return text.utf8.first == UInt8(ascii: "+") || text.utf8.first == UInt8(ascii: "-")
            ? nil : UInt8(text, radix: 16)
    }
}
