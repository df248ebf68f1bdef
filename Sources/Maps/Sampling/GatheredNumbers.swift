/// Numbers that lie far from each other in memory, brought together.
///
/// Far out the neighbour of a pixel is many cells away, and each number in another line of the processor's cache. A loop that
/// does nothing but copy waits for many of them at a time; one that also makes colours of them, for few.
enum GatheredNumbers {
    /// Copies numbers of `size` bytes, a power of two up to eight, from the places of a list to `target`, one after the other, and
    /// makes the list say so.
    ///
    /// Each offset, in numbers from `source`, must lie within its memory, and `target` have room for all of them.
    static func gather(
        _ offsets: UnsafeMutableBufferPointer<Int>,
        size: Int,
        from source: UnsafeRawPointer,
        to target: UnsafeMutableRawPointer
    ) {
        switch size {
        case 1: copy(offsets, source, target, as: UInt8.self)
        case 2: copy(offsets, source, target, as: UInt16.self)
        case 4: copy(offsets, source, target, as: UInt32.self)
        default: copy(offsets, source, target, as: UInt64.self)
        }
    }

    @inline(__always)
    private static func copy<Bits: BitwiseCopyable>(
        _ offsets: UnsafeMutableBufferPointer<Int>,
        _ source: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer,
        as type: Bits.Type
    ) {
        let size = MemoryLayout<Bits>.size
        for index in offsets.indices {
            let number = source.loadUnaligned(fromByteOffset: offsets[index] &* size, as: Bits.self)
            target.storeBytes(of: number, toByteOffset: index &* size, as: Bits.self)
            offsets[index] = index
        }
    }
}
