enum RandomSecret {
    static let byteCount = 32

    /// 256 bits that nobody can foretell: of the kernel (`getrandom`).
    static func bytes() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
