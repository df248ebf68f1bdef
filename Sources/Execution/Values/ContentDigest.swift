/// A name of 128 bits for content, the same in every process and on every host: what leaves a process in place of the
/// content itself, such as entity tags and keys of shared memory.
///
/// SipHash-2-4 with 128 bits of output under a fixed key (Aumasson and Bernstein 2012, and its reference
/// implementation): it tells different content apart but for accidents, and is no protection against an attack unless its key
/// is a secret.
/// Inside a process identities are compared field by field and need no digest.
///
/// What is added is framed: texts, bytes and lists begin with their length, so that neighbours cannot run together.
package struct ContentDigest: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// Bytes that do not make a word yet, the first of them lowest.
    private var pending: UInt64 = 0
    /// Bytes so far.
    private var length = 0

    /// By a key that is secret it is a keyed function: nobody else can tell, or find, content of one digest.
    package init(key low: UInt64, _ high: UInt64) {
        v0 = low ^ 0x736F_6D65_7073_6575
        v1 = high ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        v2 = low ^ 0x6C79_6765_6E65_7261
        v3 = high ^ 0x7465_6462_7974_6573
    }

    package init() {
        self.init(key: 0, 0)
    }

    // What may be added.

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(bytes.count)
        absorb(bytes)
    }

    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    package mutating func add(_ number: Int) {
        add(UInt64(bitPattern: Int64(number)))
    }

    package mutating func add(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { absorb($0) }
    }

    package mutating func add(_ number: UInt128) {
        add(UInt64(truncatingIfNeeded: number >> 64))
        add(UInt64(truncatingIfNeeded: number))
    }

    /// By its bits: 0 and −0 differ.
    package mutating func add(_ number: Double) {
        add(number.bitPattern)
    }

    /// Nil differs from every text, the empty one included.
    package mutating func add(_ text: String?) {
        add(text == nil ? 0 : 1)
        if let text { add(text) }
    }

    package mutating func add(_ numbers: [Double]) {
        add(numbers.count)
        for number in numbers { add(number) }
    }

    /// Bytes without a length before them.
    mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let held = length & 7
            if held == 0, bytes.count - offset >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                compress(UInt64(littleEndian: word))
                offset += 8
                length += 8
                continue
            }
            pending |= UInt64(bytes[offset]) << UInt64(8 * held)
            offset += 1
            length += 1
            if held == 7 {
                compress(pending)
                pending = 0
            }
        }
    }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        v0 &+= v1
        v1 = Self.rotated(v1, 13) ^ v0
        v0 = Self.rotated(v0, 32)
        v2 &+= v3
        v3 = Self.rotated(v3, 16) ^ v2
        v0 &+= v3
        v3 = Self.rotated(v3, 21) ^ v0
        v2 &+= v1
        v1 = Self.rotated(v1, 17) ^ v2
        v2 = Self.rotated(v2, 32)
    }

    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word << bits | word >> (64 - bits)
    }

    /// The digest of everything so far, as two words; more may be added.
    package var words: (first: UInt64, second: UInt64) {
        var end = self
        end.compress(pending | UInt64(truncatingIfNeeded: length) << 56)
        end.v2 ^= 0xEE
        for _ in 0..<4 { end.round() }
        let first = end.v0 ^ end.v1 ^ end.v2 ^ end.v3
        end.v1 ^= 0xDD
        for _ in 0..<4 { end.round() }
        return (first, end.v0 ^ end.v1 ^ end.v2 ^ end.v3)
    }

    /// The digest of everything so far, as one number.
    package var number: UInt128 {
        let (first, second) = words
        return UInt128(first) << 64 | UInt128(second)
    }

    /// The digest of everything so far: 32 hexadecimal digits.
    package var text: String {
        let (first, second) = words
        return [first, second].map { word in
            let digits = String(word.byteSwapped, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }

    /// The digest of one sequence of bytes.
    package static func text(of bytes: [UInt8]) -> String {
        var digest = ContentDigest()
        digest.add(bytes)
        return digest.text
    }
}
