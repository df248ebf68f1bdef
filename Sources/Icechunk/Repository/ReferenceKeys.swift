/// Where spec 1 keeps branches and tags.
enum ReferenceKeys {
    static let folder = "refs"
    static let main = "refs/branch.main/ref.json"

    /// Characters that the library's file stores escape in a segment of a key, beside all that is not printable ASCII.
    private static let escaped = Set("\\{}^%`[]\"<>~#|*?".utf8)

    /// Keys at which `branch.NAME` or `tag.NAME` may stand: as it is, and as stores of files spell it.
    ///
    /// `suffix`: `ref.json`, or that of a tombstone.
    static func keys(_ segment: String, _ suffix: String) -> [String] {
        let spelled = spelled(segment)
        return (spelled == segment ? [segment] : [segment, spelled]).map { "\(folder)/\($0)/\(suffix)" }
    }

    /// The name of a listed segment: escapes read, if they are such as `spelled` writes.
    static func name(of segment: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(segment.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        guard let name = String(validating: bytes, as: UTF8.self), spelled(name) == String(segment) else {
            return String(segment)
        }
        return name
    }

    private static func spelled(_ segment: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in segment.utf8 {
            if (0x20..<0x7F).contains(byte), !escaped.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
