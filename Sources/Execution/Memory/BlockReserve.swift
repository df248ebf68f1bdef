internal import Glibc
internal import Synchronization

/// Large blocks of memory, some of which are kept for the next use.
///
/// What is freed goes back to the kernel sooner or later, which clears every page before it gives it out again: that
/// can take as long as decoding a chunk into it.
package final class BlockReserve: Sendable {
    /// The one that all reading shares.
    package static let shared = BlockReserve(maxBytes: 16 << 20)

    /// Smaller blocks are left to the allocator, which keeps them for each thread.
    ///
    /// What it keeps of larger ones it joins and splits again, and one thread's are not the next one's: here a request
    /// gets the memory that the last one has left in the processor's cache.
    private static let smallest = 16 << 10
    private static let largest = 8 << 20
    /// Blocks below `coarse` are as long as one of few sizes, so that one fits whoever comes next.
    private static let coarse = 128 << 10
    private static let step = 16 << 10
    private static let pageBytes = 4096
    private static let alignment = 64

    private let kept: Mutex<Kept>

    /// `maxBytes`: what is kept of all blocks together, at most.
    package init(maxBytes: Int) {
        kept = Mutex(Kept(maxBytes: maxBytes))
    }

    deinit {
        limit(to: 0)
    }

    /// Keeps no more than `bytes` from now on.
    package func limit(to bytes: Int) {
        let dropped = kept.withLock { kept in
            kept.maxBytes = bytes
            return kept.drop()
        }
        dropped.forEach { $0.start.deallocate() }
    }

    /// A block of `bytes` bytes at least, aligned for vectors; what it holds is of no meaning.
    package func take(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        let capacity = capacity(bytes)
        let block = isKept(capacity) ? kept.withLock { $0.take(capacity) } : nil
        let start = block ?? .allocate(byteCount: capacity, alignment: Self.alignment)
        return UnsafeMutableRawBufferPointer(start: start, count: max(bytes, 1))
    }

    /// Takes back what `take` gave; `block` may end where the use of it ended, but in the same page.
    package func giveBack(_ block: UnsafeRawBufferPointer) {
        guard let start = UnsafeMutableRawPointer(mutating: block.baseAddress) else { return }
        let capacity = capacity(block.count)
        guard isKept(capacity) else { return start.deallocate() }
        let block = Block(start: start, bytes: capacity)
        for old in kept.withLock({ $0.keep(block) }) { old.start.deallocate() }
    }

    /// What is kept just now.
    var keptBytes: Int { kept.withLock { $0.bytes } }

    private func capacity(_ bytes: Int) -> Int {
        let bytes = max(bytes, 1)
        if bytes < Self.smallest { return bytes }
        let unit = bytes <= Self.coarse ? Self.step : Self.pageBytes
        return (bytes + unit - 1) & ~(unit - 1)
    }

    private func isKept(_ capacity: Int) -> Bool {
        capacity >= Self.smallest && capacity <= Self.largest
    }

    private struct Block: @unchecked Sendable {
        // Safe because a block is known to one owner at a time: its taker, until it is given back, and then
        // this list, which is reached under its lock only. What a block holds is never read by the list.
        let start: UnsafeMutableRawPointer
        let bytes: Int
    }

    /// The latest last.
    private struct Kept {
        var maxBytes: Int
        private var blocks: [Block] = []
        private(set) var bytes = 0

        init(maxBytes: Int) { self.maxBytes = maxBytes }

        mutating func take(_ wanted: Int) -> UnsafeMutableRawPointer? {
            guard let index = blocks.lastIndex(where: { $0.bytes == wanted }) else { return nil }
            bytes -= wanted
            return blocks.remove(at: index).start
        }

        /// Returns what there is no room for any more.
        mutating func keep(_ block: Block) -> [Block] {
            blocks.append(block)
            bytes += block.bytes
            return drop()
        }

        mutating func drop() -> [Block] {
            var dropped: [Block] = []
            while bytes > maxBytes, !blocks.isEmpty {
                let oldest = blocks.removeFirst()
                bytes -= oldest.bytes
                dropped.append(oldest)
            }
            return dropped
        }
    }
}
