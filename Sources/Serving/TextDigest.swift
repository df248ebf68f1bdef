/// A name for texts, equal for equal ones: FNV-1a in two lanes, against accidents and not against intent.
struct TextDigest: Sendable {
    private var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private var second: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// A length stands behind each part, so that parts cannot run together.
    mutating func add(_ part: some Collection<UInt8>) {
        for byte in part { mix(byte) }
        mix(0)
        mix(UInt8(truncatingIfNeeded: part.count))
    }

    private mutating func mix(_ byte: UInt8) {
        first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        second = (second ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        second ^= second >> 29
    }

    /// Letters and digits, at most 26.
    var text: String { [first, second].map { String($0, radix: 36) }.joined() }
}
