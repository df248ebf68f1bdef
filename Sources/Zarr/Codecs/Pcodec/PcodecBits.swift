/// The bits of a pcodec stream, the least significant of each byte first.
struct PcodecBits {
    private let bytes: UnsafeRawBufferPointer
    private let count: Int
    /// Bits read so far.
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        count = bytes.count * 8
    }

    /// Bits that are left.
    var remaining: Int { count - position }

    /// The next `width` bits, at most 64, as a number.
    ///
    /// - Throws: `invalid` when there are not so many.
    mutating func read(_ width: Int) throws(CodecFault) -> UInt64 {
        guard width <= count - position else { throw .invalid("pcodec: the stream ends early") }
        guard width > 0 else { return 0 }
        let (byte, shift) = (position >> 3, position & 7)
        position += width
        var value = word(at: byte) >> UInt64(shift)
        if shift + width > 64 { value |= UInt64(bytes[byte + 8]) << UInt64(64 - shift) }
        return value & (~0 >> UInt64(64 - width))
    }

    /// Eight bytes from `byte` on; zeros behind the last.
    private func word(at byte: Int) -> UInt64 {
        if byte + 8 <= bytes.count {
            return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
        }
        var word: UInt64 = 0
        for offset in 0..<(bytes.count - byte) { word |= UInt64(bytes[byte + offset]) << UInt64(8 * offset) }
        return word
    }

    /// A small number that something is counted or sized by.
    mutating func count(_ width: Int) throws(CodecFault) -> Int {
        Int(truncatingIfNeeded: try read(width))
    }

    /// `count` numbers of `width` bits each; nothing is allocated before they are known to be there.
    mutating func list(_ count: Int, width: Int) throws(CodecFault) -> [UInt64] {
        guard count <= remaining / max(width, 1) else {
            throw .invalid("pcodec: the stream ends early")
        }
        var numbers: [UInt64] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try read(width)) }
        return numbers
    }

    /// Goes to the next whole byte; the bits on the way must be zeros.
    mutating func align() throws(CodecFault) {
        guard try read((8 - position & 7) & 7) == 0 else {
            throw .invalid("pcodec: padding that is not zero")
        }
    }
}
