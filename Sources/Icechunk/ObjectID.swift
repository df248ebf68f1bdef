/// The 12 bytes that name a snapshot, a manifest or a chunk, as two numbers that compare as the bytes do.
package struct ObjectID: Hashable, Sendable, Comparable {
    let high: UInt64
    let low: UInt32

    /// Of `pointer`'s first 12 bytes.
    init(loading pointer: UnsafeRawPointer) {
        high = UInt64(bigEndian: pointer.loadUnaligned(as: UInt64.self))
        low = UInt32(bigEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    /// Reads the 20 characters of a key's last segment or of a client's address; nil when it is no id.
    package init?(text: some StringProtocol) {
        guard let bytes = CrockfordBase32.decode(text, count: 12) else { return nil }
        self = bytes.withUnsafeBytes { bytes in
            // `decode` gives twelve bytes or none.
            bytes.baseAddress.map(ObjectID.init(loading:)) ?? .initialSnapshot
        }
    }

    private init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low
    }

    /// The first snapshot of every repository, which has no nodes.
    package static let initialSnapshot = ObjectID(high: 0x0B1C_C8D6_7875_80F0, low: 0xE33A_6534)

    /// The 20 characters that keys and addresses are made of.
    package var text: String {
        let bytes =
            withUnsafeBytes(of: high.bigEndian) { Array($0) }
            + withUnsafeBytes(of: low.bigEndian) { Array($0) }
        return CrockfordBase32.encode(bytes)
    }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension ObjectID: CustomStringConvertible {
    package var description: String { text }
}

/// The 8 bytes that name a group or an array through all its versions and moves.
struct NodeID: Hashable, Sendable, Comparable {
    let value: UInt64

    init(loading pointer: UnsafeRawPointer) {
        value = UInt64(bigEndian: pointer.loadUnaligned(as: UInt64.self))
    }

    static func < (left: NodeID, right: NodeID) -> Bool { left.value < right.value }

    var text: String { CrockfordBase32.encode(withUnsafeBytes(of: value.bigEndian) { Array($0) }) }
}

/// Crockford's base 32: most significant bits first, filled up with zero bits on the right, no padding characters.
enum CrockfordBase32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var (held, bits) = (UInt32(0), 0)
        for byte in bytes {
            held = (held << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(held >> UInt32(bits)) & 31])
            }
        }
        if bits > 0 { text.append(alphabet[Int(held << UInt32(5 - bits)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// `count` bytes; nil for another length, another character, or filler bits that are not zero.
    ///
    /// Small letters are read, and `O`, `I` and `L` as the digits that they look like.
    static func decode(_ text: some StringProtocol, count: Int) -> [UInt8]? {
        guard text.utf8.count == (count * 8 + 4) / 5 else { return nil }
        var bytes: [UInt8] = []
        var (held, bits) = (UInt32(0), 0)
        for character in text.utf8 {
            guard let value = value(of: character) else { return nil }
            held = (held << 5 | value) & 0xFFFF
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
        }
        let filler = held & ((1 << UInt32(bits)) - 1)
        return filler == 0 && bytes.count == count ? bytes : nil
    }

    private static func value(of character: UInt8) -> UInt32? {
        let capital = (0x61...0x7A).contains(character) ? character - 0x20 : character
        switch capital {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: capital).map(UInt32.init)
        }
    }
}
