internal import Execution

/// Gathers a body of unknown length: in memory up to 4 MiB, beyond that in a spool file.
final class SpoolingWriter: BodyWriter {
    private static let mostBuffered = 4 << 20
    /// Bytes per read of the file, so that a slow client costs little memory.
    private static let pieceBytes = 512 << 10

    private let spool: Spool
    private let context: WorkContext
    private var buffer: [UInt8] = []
    private var file: SpoolFile?

    init(spool: Spool, context: WorkContext) {
        self.spool = spool
        self.context = context
    }

    /// Bytes written so far.
    var length: Int { buffer.count + (file?.length ?? 0) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.mostBuffered {
            try context.check()
            try spill()
        }
        if bytes.count > Self.mostBuffered {
            try file?.append(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Call once all is written: what has begun in a file ends there.
    func finish() throws {
        if file != nil {
            try spill()
            buffer = []
        }
    }

    /// Hands out the whole body in order.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let file else { return try buffer.withUnsafeBytes(body) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { piece.deallocate() }
        var offset = 0
        while offset < file.length {
            let count = try file.read(at: offset, into: piece)
            guard count > 0 else { throw SpoolError.system(errno: 0) }
            try body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            offset += count
        }
    }

    private func spill() throws {
        let file = try self.file ?? spool.open()
        self.file = file
        try buffer.withUnsafeBytes { try file.append($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
