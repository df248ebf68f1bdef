/// The secret that nginx sends with every request: without it, whoever reaches a socket could claim to be anybody.
package struct Gate: Sendable {
    /// Shorter secrets can be guessed.
    package static let leastBytes = 16

    private let secret: [UInt8]

    /// Nil for a secret shorter than `leastBytes`.
    package init?(secret: String) {
        guard secret.utf8.count >= Self.leastBytes else { return nil }
        self.secret = Array(secret.utf8)
    }

    /// Compares in time that depends on the length of `word` only.
    func isOpened(by word: String?) -> Bool {
        let word = Array((word ?? "").utf8)
        var difference = word.count ^ secret.count
        for (index, byte) in word.enumerated() { difference |= Int(byte ^ secret[index % secret.count]) }
        return difference == 0
    }
}
