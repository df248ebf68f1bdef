internal import Execution
internal import Glibc

/// A body that is whole before any of it leaves.
enum MadeBody {
    case memory(BlockList)
    case file(SpoolFile)
}

/// A body in memory, block after block.
struct BlockList {
    let blocks: [BodyBlock]
    let length: Int
    /// A part of it that other bodies have too.
    let part: Part?

    struct Part {
        let text: BodyPart
        let start: Int

        var end: Int { start + text.bytes.count }
    }

    /// The body from `start` on as one piece of memory; nil where there is none, or no memory to lay it together.
    func joined<Result>(
        from start: Int = 0,
        _ ledger: MemoryLedger,
        _ body: (UnsafeRawBufferPointer) throws -> Result?
    ) rethrows -> Result? {
        var (skipped, pieces): (Int, [UnsafeRawBufferPointer]) = (start, [])
        for block in blocks {
            let rest = block.bytes.dropFirst(skipped)
            skipped -= block.used - rest.count
            if !rest.isEmpty { pieces.append(UnsafeRawBufferPointer(rebasing: rest)) }
        }
        guard let first = pieces.first else { return nil }
        if pieces.count == 1 { return try body(first) }
        guard let memory = ledger.reserveNow(length - start) else { return nil }
        let whole = BodyBlock(bytes: length - start, reservation: memory)
        for piece in pieces { _ = whole.append(piece) }
        return try body(whole.bytes)
    }

    /// Hands out the blocks in order, and with each whether it is the last.
    func forEachBlock(_ body: (UnsafeRawBufferPointer, Bool) throws -> Void) rethrows {
        for (number, block) in blocks.enumerated() { try body(block.bytes, number == blocks.count - 1) }
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
