internal import CZstd
internal import Glibc

/// Why zstd frames cannot be decompressed.
package enum ZstandardFault: Error, Equatable {
    case damaged(String)
    /// They hold more bytes than the limit.
    case tooLarge(limit: Int)
}

/// Decompresses zstd frames of unknown size into memory that grows up to a limit.
package enum ZstandardStream {
    /// All frames in `input`, one after another.
    package static func decompress(_ input: UnsafeRawBufferPointer, limit: Int) throws(ZstandardFault)
        -> ObjectBytes
    {
        guard !input.isEmpty else { throw .damaged("there is no frame") }
        guard let stream = ZSTD_createDCtx() else { throw .damaged("no memory") }
        defer { ZSTD_freeDCtx(stream) }
        var memory = GrowingMemory(expected: expectedBytes(input), limit: limit)
        do throws(ZstandardFault) {
            try run(stream, input, into: &memory)
        } catch {
            memory.release()
            throw error
        }
        return memory.taken()
    }

    private static func run(
        _ stream: OpaquePointer,
        _ input: UnsafeRawBufferPointer,
        into memory: inout GrowingMemory
    ) throws(ZstandardFault) {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            if memory.isFull { try memory.grow() }
            var target = memory.room
            let before = (source.pos, target.pos)
            let hint = ZSTD_decompressStream(stream, &target, &source)
            memory.count = target.pos
            if ZSTD_isError(hint) != 0 { throw .damaged(String(cString: ZSTD_getErrorName(hint))) }
            if hint == 0, source.pos == source.size { return }
            guard before != (source.pos, target.pos) || memory.isFull else {
                throw .damaged("the frame ends early")
            }
        }
    }

    /// What the first frame says of its size, which decides nothing but the first allocation.
    private static func expectedBytes(_ input: UnsafeRawBufferPointer) -> Int {
        let announced = ZSTD_getFrameContentSize(input.baseAddress, input.count)
        let maxGuessed = UInt64(input.count) &* 16
        return Int(clamping: min(announced, max(maxGuessed, 1 << 16)))
    }
}

/// Memory of the C library, which moves large blocks without copying when they grow.
private struct GrowingMemory {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private let expected: Int
    private let limit: Int
    var count = 0

    init(expected: Int, limit: Int) {
        self.expected = expected
        self.limit = limit
    }

    var isFull: Bool { count == capacity }

    var room: ZSTD_outBuffer { ZSTD_outBuffer(dst: memory, size: capacity, pos: count) }

    mutating func grow() throws(ZstandardFault) {
        // One byte beyond the limit tells that there is more.
        guard capacity <= limit else { throw .tooLarge(limit: limit) }
        let wanted = min(max(capacity * 2, expected + 1, 4096), limit + 1)
        guard let larger = realloc(memory, wanted) else { throw .tooLarge(limit: capacity) }
        memory = larger
        capacity = wanted
    }

    mutating func release() {
        free(memory)
        memory = nil
    }

    /// The memory cut to what is in it, now owned by the result.
    mutating func taken() -> ObjectBytes {
        let block = realloc(memory, max(count, 1)) ?? memory
        memory = nil
        return ObjectBytes(taking: UnsafeRawBufferPointer(start: block, count: count)) { bytes in
            free(UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
    }
}
