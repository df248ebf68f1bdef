internal import Execution

/// Memory for the time of one decoding step, from what all threads together have kept of earlier ones.
final class ScratchBuffer {
    /// As much as two cores want at a time: a thread that keeps blocks of its own would keep them while it waits.
    private static let reserve = BlockReserve(mostBytes: 16 << 20)

    let memory: UnsafeMutableRawBufferPointer

    init(bytes: Int) {
        memory = Self.reserve.take(bytes)
    }

    deinit {
        Self.reserve.giveBack(UnsafeRawBufferPointer(memory))
    }
}
