internal import Glibc

/// A body as it comes in: memory that grows up to a limit known beforehand.
final class ReceivedBody {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

    deinit {
        free(memory)
    }

    /// Adds bytes; false when they are more than `most` or there is no memory for them.
    ///
    /// `expected`: how many will come in all, if that is known.
    func append(_ bytes: UnsafeRawBufferPointer, expected: Int?, most: Int) -> Bool {
        let (total, overflows) = count.addingReportingOverflow(bytes.count)
        guard !overflows, total <= most else { return false }
        if total > capacity, !grow(to: max(total, min(expected ?? capacity * 2, most))) { return false }
        guard let memory, let source = bytes.baseAddress else { return bytes.isEmpty }
        memcpy(memory + count, source, bytes.count)
        count = total
        return true
    }

    private func grow(to size: Int) -> Bool {
        guard let grown = realloc(memory, max(size, 4096)) else { return false }
        memory = grown
        capacity = max(size, 4096)
        return true
    }

    /// Hands out the bytes of `part`, which lies within them, and begins anew.
    func taken(_ part: Range<Int>) -> ObjectBytes {
        let start = memory
        memory = nil
        capacity = 0
        count = 0
        let whole = UnsafeRawBufferPointer(
            start: start.map { UnsafeRawPointer($0) + part.lowerBound },
            count: part.count
        )
        // The part may begin inside the block, so the block itself is what is freed.
        let block = UInt(bitPattern: start)
        return ObjectBytes(taking: start == nil ? UnsafeRawBufferPointer(start: nil, count: 0) : whole) { _ in
            free(UnsafeMutableRawPointer(bitPattern: block))
        }
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }
}
