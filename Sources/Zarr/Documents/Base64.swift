/// RFC 4648, section 4: the standard alphabet, padded with `=`.
package enum Base64 {
    /// The value of each character; 255 for those outside the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The bytes that `text` encodes; nil when it is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { characters in
            var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3)
            let count = bytes.withUnsafeMutableBytes { decode(UnsafeRawBufferPointer(characters), into: $0) }
            return count.map { Array(bytes.prefix($0)) }
        }
    }

    /// Decodes into memory of at least three bytes for every four characters; returns how many it wrote, or nil.
    static func decode(_ text: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
        guard text.count.isMultiple(of: 4), output.count >= text.count / 4 * 3 else { return nil }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard padding < 2 || text.suffix(2).first == UInt8(ascii: "=") else { return nil }
        var written = 0
        for start in stride(from: 0, to: text.count, by: 4) {
            let isLast = start + 4 == text.count
            var group: UInt32 = 0
            for place in 0..<4 {
                let isPadding = isLast && place >= 4 - padding
                let value = isPadding ? 0 : values[Int(text[start + place])]
                guard value < 64 else { return nil }
                group = group << 6 | UInt32(value)
            }
            for place in 0..<(isLast ? 3 - padding : 3) {
                output[written] = UInt8(truncatingIfNeeded: group >> UInt32(16 - place * 8))
                written += 1
            }
        }
        return written
    }
}
