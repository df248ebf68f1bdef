extension String {
    /// Whether `word` stands somewhere in it, byte for byte: without the rules by which characters are equal, which take
    /// longer than all else that a short text is asked.
    package func holds(_ word: StaticString) -> Bool {
        var text = self
        return text.withUTF8 { bytes in
            let count = word.utf8CodeUnitCount
            guard count > 0, bytes.count >= count else { return count == 0 }
            return (0...(bytes.count - count)).contains { start in
                bytes[start] == word.utf8Start[0]
                    && (1..<count).allSatisfy { bytes[start + $0] == word.utf8Start[$0] }
            }
        }
    }
}
