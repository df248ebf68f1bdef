internal import CPlatform
internal import Glibc

/// Numbers that only grow, in memory that all workers of a host share: they outlive each of them, and whichever answers
/// knows them all.
package final class SharedCounters: @unchecked Sendable {
    // Safe because the memory is mapped for as long as self and reached through atomic operations only.
    private let memory: UnsafeMutableRawPointer
    private let count: Int

    /// Maps the file behind `descriptor`, which is made long enough; nil when the system refuses.
    package init?(descriptor: Int32, count: Int) {
        let bytes = count * MemoryLayout<UInt64>.stride
        guard ftruncate(descriptor, bytes) == 0,
            let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else { return nil }
        self.memory = memory
        self.count = count
    }

    deinit {
        munmap(memory, count * MemoryLayout<UInt64>.stride)
    }

    func add(_ amount: UInt64, to index: Int) {
        precondition(index >= 0 && index < count, "a counter that does not exist")
        sluice_counter_add(memory + index * MemoryLayout<UInt64>.stride, amount)
    }

    subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "a counter that does not exist")
        return sluice_counter_read(memory + index * MemoryLayout<UInt64>.stride)
    }
}
