internal import CZstd
internal import Glibc
internal import ObjectStorage

/// A metadata object of a repository, opened: its header checked, its payload decompressed.
struct MetadataFile: Sendable {
    /// What an object is; its header says so.
    enum Kind: UInt8 {
        case snapshot = 1
        case manifest = 2
        case transactionLog = 4
        case repository = 6
    }

    /// Version of the format of this file, 1 or 2, whatever the repository's is.
    let version: UInt8
    /// One FlatBuffer.
    let payload: ObjectBytes
    /// Those of `payload`, found once.
    // Safe because nothing writes to them once `payload` is made, an object whose memory never moves; they leave this
    // file through `withBuffer` only, which keeps `payload` alive until its body has returned.
    nonisolated(unsafe) private let bytes: UnsafeRawBufferPointer

    private static let headerBytes = 39
    /// "ICE🧊CHUNK" in UTF-8.
    private static let magic: [UInt8] = [
        0x49, 0x43, 0x45, 0xF0, 0x9F, 0xA7, 0x8A, 0x43, 0x48, 0x55, 0x4E, 0x4B,
    ]

    init(_ bytes: UnsafeRawBufferPointer, _ kind: Kind, limits: IcechunkLimits) throws(Corruption) {
        guard bytes.count <= limits.storedBytes else { throw .tooLarge(limit: limits.storedBytes) }
        guard bytes.count >= Self.headerBytes else { throw .shortHeader(bytes: bytes.count) }
        guard bytes.starts(with: Self.magic) else { throw .badMagic }
        version = bytes[36]
        guard version == 1 || version == 2 else { throw .unsupportedVersion(version) }
        guard bytes[37] == kind.rawValue else {
            throw .wrongFileType(expected: kind.rawValue, found: bytes[37])
        }
        let body = UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...])
        switch bytes[38] {
        case 0:
            guard body.count <= limits.decompressedBytes else {
                throw .tooLarge(limit: limits.decompressedBytes)
            }
            payload = ObjectBytes(count: body.count) { $0.copyMemory(from: body) }
        case 1: payload = try ZstandardStream.decompress(body, limit: limits.decompressedBytes)
        default: throw .badCompression(bytes[38])
        }
        self.bytes = payload.withBytes { $0 }
    }

    /// Lends the payload; nothing is called for it but `body`, which looks up chunks by the million.
    @inline(__always)
    func withBuffer<Result>(_ body: (FlatBuffer) throws(Corruption) -> Result) throws(Corruption) -> Result {
        defer { withExtendedLifetime(payload) {} }
        return try body(FlatBuffer(bytes: bytes))
    }
}

/// Decompresses zstd frames whose size nobody knows into memory that grows up to a limit.
enum ZstandardStream {
    /// All frames in `input`, one after another.
    static func decompress(_ input: UnsafeRawBufferPointer, limit: Int) throws(Corruption) -> ObjectBytes {
        guard !input.isEmpty else { throw .badZstandard("there is no frame") }
        guard let stream = ZSTD_createDCtx() else { throw .badZstandard("no memory") }
        defer { ZSTD_freeDCtx(stream) }
        var memory = GrowingMemory(expected: expectedBytes(input), limit: limit)
        do throws(Corruption) {
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
    ) throws(Corruption) {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            if memory.isFull { try memory.grow() }
            var target = memory.room
            let before = (source.pos, target.pos)
            let hint = ZSTD_decompressStream(stream, &target, &source)
            memory.count = target.pos
            if ZSTD_isError(hint) != 0 { throw .badZstandard(String(cString: ZSTD_getErrorName(hint))) }
            if hint == 0, source.pos == source.size { return }
            guard before != (source.pos, target.pos) || memory.isFull else {
                throw .badZstandard("the frame ends early")
            }
        }
    }

    /// What the first frame says of its size, which decides nothing but the first allocation.
    private static func expectedBytes(_ input: UnsafeRawBufferPointer) -> Int {
        let announced = ZSTD_getFrameContentSize(input.baseAddress, input.count)
        let mostGuessed = UInt64(input.count) &* 16
        return Int(clamping: min(announced, max(mostGuessed, 1 << 16)))
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

    mutating func grow() throws(Corruption) {
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
