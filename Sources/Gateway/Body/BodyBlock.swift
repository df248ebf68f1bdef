internal import Execution

/// A block of memory that a part of a body waits in, with its place in the worker's ledger.
final class BodyBlock {
    private let memory: UnsafeMutableRawBufferPointer
    /// Nil for the block that every writer has.
    private let reservation: Reservation?
    private(set) var used = 0

    init(bytes: Int, reservation: Reservation?) {
        memory = BlockReserve.shared.take(bytes)
        self.reservation = reservation
    }

    deinit {
        BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory))
    }

    var capacity: Int { memory.count }
    var room: Int { memory.count - used }
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<used]) }
    /// All of it, to be read into; what was written is lost.
    var whole: UnsafeMutableRawBufferPointer { memory }

    /// Takes what fits of the beginning of `bytes`, and returns the rest.
    func append(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = min(bytes.count, room)
        let target = UnsafeMutableRawBufferPointer(rebasing: memory[used..<(used + count)])
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        used += count
        return UnsafeRawBufferPointer(rebasing: bytes[count...])
    }

    /// Lets `body` write up to `most` bytes behind what is there; it returns how many bytes it wrote.
    func extend(atMost most: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
        let free = UnsafeMutableRawBufferPointer(rebasing: memory[used...].prefix(max(most, 0)))
        let count = min(max(try body(free), 0), free.count)
        used += count
        return count
    }

    /// Lets `body` write from the beginning; it returns how many bytes it wrote.
    func fill(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        used = min(max(body(memory), 0), capacity)
    }

    /// Replaces bytes that are here already.
    func replace(at offset: Int, _ bytes: UnsafeRawBufferPointer) {
        precondition(offset >= 0 && bytes.count <= used - offset, "the block is shorter")
        UnsafeMutableRawBufferPointer(rebasing: memory[offset..<(offset + bytes.count)]).copyMemory(
            from: bytes
        )
    }

    func clear() {
        used = 0
    }
}
