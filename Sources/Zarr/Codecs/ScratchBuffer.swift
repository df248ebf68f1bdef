internal import Execution

/// Memory for the time of one decoding step, taken from what the thread has kept of earlier ones.
final class ScratchBuffer {
    let memory: UnsafeMutableRawBufferPointer

    init(bytes: Int) {
        memory = ScratchMemory.ofThread.value.take(bytes)
    }

    deinit {
        ScratchMemory.ofThread.value.giveBack(memory)
    }
}

/// A few blocks that a thread keeps between chunks, so that decoding does not ask the system for pages each time.
private final class ScratchMemory {
    static let ofThread = ThreadLocal { ScratchMemory() }

    /// Larger blocks go back to the system at once.
    private static let largestKept = 8 << 20
    private static let mostKept = 3

    private var blocks: [UnsafeMutableRawBufferPointer] = []

    deinit {
        blocks.forEach { $0.deallocate() }
    }

    func take(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        if let index = blocks.firstIndex(where: { $0.count >= bytes }) { return blocks.remove(at: index) }
        if blocks.count == Self.mostKept { blocks.removeFirst().deallocate() }
        return .allocate(byteCount: max(bytes, 4096), alignment: 64)
    }

    func giveBack(_ block: UnsafeMutableRawBufferPointer) {
        if block.count <= Self.largestKept, blocks.count < Self.mostKept {
            blocks.append(block)
        } else {
            block.deallocate()
        }
    }
}
