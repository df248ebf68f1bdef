/// A sum over the words of a file, which tells what is torn, flipped or exchanged; it is no protection against an attack.
///
/// Four lanes, so that a processor works on all of them at once: memory is the limit. In each lane every word changes the sum
/// one to one, so a single wrong word is always found.
struct SectionChecksum {
    /// Bytes that are added at a time.
    static let block = 32

    private var lanes: SIMD4<UInt64> = [
        0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x27D4_EB2F_1656_67C5,
    ]
    private var length: UInt64 = 0

    /// Odd, so that multiplying by it is one to one.
    private static let factor = SIMD4<UInt64>(repeating: 0x9FB2_1C65_1E98_DF25)

    /// Adds bytes, and zeros up to a multiple of `multiple`, itself one of `block`.
    mutating func add(_ bytes: UnsafeRawBufferPointer, paddedTo multiple: Int = block) {
        var lanes = lanes
        let whole = bytes.count / Self.block * Self.block
        for offset in Swift.stride(from: 0, to: whole, by: Self.block) {
            let words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
            Self.mix(&lanes, words)
        }
        var added = whole
        if whole < bytes.count {
            var last = SIMD4<UInt64>()
            withUnsafeMutableBytes(of: &last) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[whole...]))
            }
            Self.mix(&lanes, last)
            added += Self.block
        }
        while added % multiple != 0 {
            Self.mix(&lanes, SIMD4())
            added += Self.block
        }
        self.lanes = lanes
        length &+= UInt64(added)
    }

    /// Wraps round: any bits will do.
    @inline(__always)
    private static func mix(_ lanes: inout SIMD4<UInt64>, _ words: SIMD4<UInt64>) {
        let mixed = (lanes ^ words) &* factor
        lanes = mixed ^ (mixed &>> 29)
    }

    /// The sum of all that was added.
    var sum: UInt64 {
        (0..<4).reduce(length &* 0x9E37_79B9_7F4A_7C15) { sum, lane in
            let mixed = (sum ^ lanes[lane]) &* 0x9FB2_1C65_1E98_DF25
            return mixed ^ (mixed >> 32)
        }
    }
}
