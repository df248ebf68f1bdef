/// Which media types are texts that are sent compressed to whoever takes them so.
///
/// Data never is: binary data is compact already, and of data in any form (CSV too) the length is the proof that all of it
/// has arrived.
enum TextType {
    static func holds(_ contentType: String?) -> Bool {
        guard var contentType else { return false }
        return contentType.withUTF8 { bytes in
            let end = bytes.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") }
            let essence = UnsafeBufferPointer(rebasing: bytes[..<(end ?? bytes.endIndex)])
            if begins(essence, "text/") { return !(begins(essence, "text/csv") && essence.count == 8) }
            guard begins(essence, "application/") || begins(essence, "image/svg") else { return false }
            return ends(essence, "/json") || ends(essence, "+json") || ends(essence, "/xml")
                || ends(essence, "+xml") || ends(essence, "_xml")
        }
    }

    private static func begins(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        return text.count >= count && (0..<count).allSatisfy { text[$0] == word.utf8Start[$0] }
    }

    private static func ends(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        let start = text.count - count
        return start >= 0 && (0..<count).allSatisfy { text[start + $0] == word.utf8Start[$0] }
    }
}
