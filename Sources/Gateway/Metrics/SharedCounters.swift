internal import CPlatform
internal import Execution

/// Numbers that only grow, in memory that all workers of a host share: they outlive each of them, and whichever answers
/// knows them all.
package final class SharedCounters: Sendable {
    private let memory: SharedMemory
    private let count: Int

    /// Maps the file behind `descriptor`, which is made long enough; nil when the system refuses.
    package init?(descriptor: Int32, count: Int) {
        let bytes = count * MemoryLayout<UInt64>.stride
        guard let memory = SharedMemory(sizing: descriptor, bytes: bytes) else { return nil }
        self.memory = memory
        self.count = count
    }

    func add(_ amount: UInt64, to index: Int) {
        precondition(index >= 0 && index < count, "a counter that does not exist")
        sluice_counter_add(memory.start + index * MemoryLayout<UInt64>.stride, amount)
    }

    subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "a counter that does not exist")
        return sluice_counter_read(memory.start + index * MemoryLayout<UInt64>.stride)
    }
}
