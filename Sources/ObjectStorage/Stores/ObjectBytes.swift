/// Bytes of an object in memory that this value owns, wherever they came from.
package final class ObjectBytes: @unchecked Sendable {
    // Safe because nothing writes to the memory once this object is made, and `release` runs once, in deinit.
    private let memory: UnsafeRawBufferPointer
    private let release: @Sendable (UnsafeRawBufferPointer) -> Void

    /// Takes memory over: `release` is called with it when the last reference goes.
    package init(
        taking memory: UnsafeRawBufferPointer,
        release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
        self.memory = memory
        self.release = release
    }

    /// Makes `count` bytes and lets `fill` write them.
    package convenience init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        do {
            try fill(memory)
        } catch {
            memory.deallocate()
            throw error
        }
        self.init(taking: UnsafeRawBufferPointer(memory)) { $0.deallocate() }
    }

    package convenience init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    deinit {
        release(memory)
    }

    package var count: Int { memory.count }

    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(memory)
    }
}
