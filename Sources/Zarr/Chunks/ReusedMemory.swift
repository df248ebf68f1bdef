internal import Glibc

/// Memory for one large piece after the other: the kernel clears its pages but once, and gives large ones if it has
/// them.
package final class ReusedMemory {
    private static let largePageBytes = 2 << 20

    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    package init() {}

    deinit {
        memory.deallocate()
    }

    /// `count` bytes, valid until the next call; what they held is lost.
    package func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count < count {
            memory.deallocate()
            let isLarge = count >= 2 * Self.largePageBytes
            memory = .allocate(byteCount: count, alignment: isLarge ? Self.largePageBytes : 64)
            // Where the kernel declines, pages are small as ever.
            if isLarge { _ = madvise(memory.baseAddress, count, MADV_HUGEPAGE) }
        }
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }
}
