internal import Execution

/// Memory for the time of one decoding step.
final class ScratchBuffer {
    let memory: UnsafeMutableRawBufferPointer

    init(bytes: Int) {
        memory = BlockReserve.shared.take(bytes)
    }

    deinit {
        BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory))
    }
}
