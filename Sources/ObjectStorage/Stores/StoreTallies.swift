internal import CPlatform
internal import Execution

/// What all workers of a host have asked of their stores, in memory that they share: it outlives each of them.
///
/// A fixed number of slots, each with a store's label and its counters. Two workers that meet a store at the same
/// moment may take a slot each: readers sum up by label. When all are taken, further stores go uncounted.
package final class StoreTallies: @unchecked Sendable {
    // Safe because counters are reached by atomic operations only. A slot is taken by an atomic step, so one thread of one
    // process writes its label, once; its length is stored (release) after that and loaded (acquire) by readers.

    package static let slots = 512
    private static let slotBytes = 256
    private static let countersOffset = 8
    private static let labelOffset = countersOffset + 8 * StoreCounters.Kind.allCases.count
    private static let maxLabelBytes = slotBytes - labelOffset - 1
    /// The count of slots that were taken comes first, in a slot of its own.
    private static let bytes = (slots + 1) * slotBytes

    private let memory: SharedMemory

    /// Maps the file behind `descriptor`, which is made long enough; nil when the system refuses.
    package init?(descriptor: Int32) {
        guard let memory = SharedMemory(sizing: descriptor, bytes: Self.bytes) else { return nil }
        self.memory = memory
    }

    /// Counts of one store.
    struct Slot: @unchecked Sendable {
        // Safe because `table` keeps the memory mapped, and through `start` only counters are reached, atomically.
        fileprivate let start: UnsafeMutableRawPointer
        fileprivate let table: StoreTallies

        func add(_ amount: Int, to kind: StoreCounters.Kind) {
            sluice_counter_add(start + countersOffset + 8 * kind.rawValue, UInt64(clamping: amount))
        }
    }

    /// The slot of a store; nil when there is none left.
    func slot(for label: String) -> Slot? {
        let label = Self.cut(label)
        let known = (0..<takenSlots).first { self.label(of: $0) == label }
        return (known ?? take(label)).map { Slot(start: start(of: $0), table: self) }
    }

    /// Sums by store, in the order of their labels.
    package var counts: [(label: String, counts: [StoreCounters.Kind: UInt64])] {
        var sums: [String: [StoreCounters.Kind: UInt64]] = [:]
        for index in 0..<takenSlots {
            guard let label = label(of: index) else { continue }
            for kind in StoreCounters.Kind.allCases {
                let count = sluice_counter_read(start(of: index) + Self.countersOffset + 8 * kind.rawValue)
                sums[label, default: [:]][kind, default: 0] &+= count
            }
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private var takenSlots: Int { min(Int(clamping: sluice_counter_read(memory.start)), Self.slots) }

    private func start(of index: Int) -> UnsafeMutableRawPointer {
        memory.start + (index + 1) * Self.slotBytes
    }

    /// Nil while its owner still writes it.
    private func label(of index: Int) -> String? {
        let start = start(of: index)
        let count = Int(clamping: sluice_counter_read(start))
        guard (1...Self.maxLabelBytes).contains(count) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start + Self.labelOffset, count: count)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func take(_ label: String) -> Int? {
        guard takenSlots < Self.slots, !label.isEmpty else { return nil }
        let index = Int(clamping: sluice_counter_take(memory.start))
        guard index < Self.slots else { return nil }
        let start = start(of: index)
        let bytes = Array(label.utf8)
        (start + Self.labelOffset).copyMemory(from: bytes, byteCount: bytes.count)
        sluice_counter_announce(start, UInt64(bytes.count))
        return index
    }

    /// As much of a label as a slot holds, whole characters.
    private static func cut(_ label: String) -> String {
        var cut = label
        while cut.utf8.count > maxLabelBytes { cut.removeLast() }
        return cut
    }
}
