internal import Execution
internal import Glibc

/// A body that is whole before any of it leaves.
enum MadeBody {
    case memory(BlockList)
    case file(SpoolFile)
}

/// A body in memory, piece after piece.
struct BlockList {
    let blocks: [BodyBlock]
    let length: Int
    /// A part of it that other bodies have too.
    let part: Part?

    struct Part {
        let text: BodyPart
        /// Where it begins in the body.
        let start: Int
        /// Behind how many blocks it stands, where it lies; nil where it was copied into them.
        let place: Int?

        var end: Int { start + text.bytes.count }
    }

    /// The pieces of memory in which the body lies, in order; they are there until `body` returns.
    func withPieces<Result>(_ body: ([UnsafeRawBufferPointer]) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(blocks) {
            guard let part, let place = part.place else { return try body(blocks.map(\.bytes)) }
            return try part.text.bytes.withUnsafeBytes { text in
                try body(blocks[..<place].map(\.bytes) + [text] + blocks[place...].map(\.bytes))
            }
        }
    }

    /// The body from `start` on as one piece of memory; nil where there is none, or no memory to lay it together.
    func joined<Result>(
        from start: Int = 0,
        _ ledger: MemoryLedger,
        _ body: (UnsafeRawBufferPointer) throws -> Result?
    ) rethrows -> Result? {
        try withPieces { pieces in
            var rest = PieceCursor(pieces)
            rest.take(start) { _ in }
            var left: [UnsafeRawBufferPointer] = []
            rest.take(rest.count) { left.append($0) }
            guard let first = left.first else { return nil }
            if left.count == 1 { return try body(first) }
            guard let memory = ledger.reserveNow(length - start) else { return nil }
            let whole = BodyBlock(bytes: length - start, reservation: memory)
            for piece in left { _ = whole.append(piece) }
            return try body(whole.bytes)
        }
    }
}

extension SpoolFile {
    /// Blocks in which files of the spool are read to be sent: with memory of the ledger, and without.
    private static let blockBytes = 4 * TransportRecord.bytes
    private static let leastBytes = 32 << 10

    /// Hands out the whole file in order, and with each block whether it is the last.
    func forEachBlock(_ ledger: MemoryLedger, _ body: (UnsafeRawBufferPointer, Bool) throws -> Void) throws {
        let memory = ledger.reserveNow(Self.blockBytes)
        let block = BodyBlock(bytes: memory == nil ? Self.leastBytes : Self.blockBytes, reservation: memory)
        var offset = 0
        while offset < length {
            let count = try read(at: offset, into: block.whole)
            guard count > 0 else { throw SpoolError.system(errno: EIO) }
            offset += count
            try body(UnsafeRawBufferPointer(rebasing: block.whole[..<count]), offset >= length)
        }
    }
}
