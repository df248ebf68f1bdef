internal import Execution

/// Makes a body whole before any of it leaves: in memory up to 4 MiB, as far as the worker's ledger has them free, and
/// beyond that in a spool file.
///
/// It never waits for memory: the request holds some already for its reading.
final class SpoolingWriter: BodyWriter {
    private static let maxHeld = 4 << 20
    /// What every writer has without asking; most answers fit.
    private static let firstBlock = 32 << 10
    /// Blocks double up to this size, in which files are written and read too.
    private static let largestBlock = 256 << 10

    private let spool: Spool
    private let ledger: MemoryLedger
    private let context: WorkContext
    /// The body's length where it was promised.
    private let promised: Int?
    private var blocks: [BodyBlock] = []
    private var file: SpoolFile?
    /// The first of the parts that other bodies have too, and where it stands: a long one is not copied.
    private var part: BlockList.Part?
    private static let fewestUncopied = 16 << 10
    /// Bytes written so far.
    private(set) var length = 0

    init(spool: Spool, ledger: MemoryLedger, context: WorkContext, promised: Int? = nil) {
        self.spool = spool
        self.ledger = ledger
        self.context = context
        self.promised = promised
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if let promised, bytes.count > promised - length {
            throw MeasuredLengthError(promised: promised, written: length + bytes.count)
        }
        length += bytes.count
        var rest = bytes
        while !rest.isEmpty {
            if let block = lastBlock, block.room > 0 {
                rest = block.append(rest)
            } else if file == nil, let block = nextBlock() {
                blocks.append(block)
            } else {
                rest = try spill(before: rest)
            }
        }
    }

    func write(_ part: BodyPart) throws {
        let count = part.bytes.count
        let isUncopied = self.part == nil && file == nil && promised == nil && count >= Self.fewestUncopied
        if self.part == nil {
            self.part = BlockList.Part(text: part, start: length, place: isUncopied ? blocks.count : nil)
        }
        if isUncopied { length += count } else { try write(part.bytes) }
    }

    /// The block that takes more: what stands behind a part that was not copied begins another.
    private var lastBlock: BodyBlock? { part?.place == blocks.count ? nil : blocks.last }

    /// In the body's own memory, where there is room.
    func write(
        atLeast least: Int,
        atMost most: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        if lastBlock?.room ?? 0 < least, file == nil, let block = nextBlock() { blocks.append(block) }
        guard let block = lastBlock, block.room >= least else {
            return try withUnsafeTemporaryAllocation(
                byteCount: max(least, min(most, Self.firstBlock)),
                alignment: 64
            ) {
                let count = try fill($0)
                try write(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
        }
        let left = promised.map { $0 - length } ?? .max
        let count = try block.extend(atMost: most, fill)
        guard count <= left else {
            throw MeasuredLengthError(promised: length + left, written: length + count)
        }
        length += count
    }

    func overwrite(at offset: Int, with bytes: UnsafeRawBufferPointer) throws {
        precondition(offset >= 0 && bytes.count <= length - offset, "the body is shorter")
        if part?.place != nil { try moveToFile() }
        part = nil
        if let file {
            try flush(to: file)
            return try file.write(bytes, at: offset)
        }
        var (start, rest) = (offset, bytes)
        for block in blocks {
            if start < block.used, !rest.isEmpty {
                let count = min(block.used - start, rest.count)
                block.replace(at: start, UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                start += count
            }
            start -= block.used
        }
    }

    /// What was made; call it once, when all is written.
    ///
    /// - Throws: `MeasuredLengthError` when less was written than promised.
    func finish() throws -> MadeBody {
        if let promised, length != promised {
            throw MeasuredLengthError(promised: promised, written: length)
        }
        guard let file else { return .memory(BlockList(blocks: blocks, length: length, part: part)) }
        try flush(to: file)
        blocks = []
        return .file(file)
    }

    /// Memory for what comes next; nil where it should go to disk.
    private func nextBlock() -> BodyBlock? {
        let held = blocks.reduce(0) { $0 + $1.capacity }
        if held == 0, let promised, promised > Self.firstBlock, promised <= Self.maxHeld,
            let all = granted(promised)
        {
            return all
        }
        if held == 0 { return BodyBlock(bytes: min(promised ?? .max, Self.firstBlock), reservation: nil) }
        guard (promised ?? 0) <= Self.maxHeld, held < Self.maxHeld else { return nil }
        return granted(min(held, Self.largestBlock, Self.maxHeld - held))
    }

    private func granted(_ bytes: Int) -> BodyBlock? {
        ledger.reserveNow(bytes).map { BodyBlock(bytes: bytes, reservation: $0) }
    }

    /// Moves what is held to the file, and what comes next too where it is longer than the block that stays.
    private func spill(before rest: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        try context.check()
        let file = try moveToFile()
        guard let block = blocks.last, rest.count < block.capacity else {
            try file.append(rest)
            return UnsafeRawBufferPointer(rebasing: rest[rest.endIndex...])
        }
        return block.append(rest)
    }

    @discardableResult
    private func moveToFile() throws -> SpoolFile {
        let file = try self.file ?? spool.open()
        self.file = file
        try flush(to: file)
        return file
    }

    private func flush(to file: SpoolFile) throws {
        try BlockList(blocks: blocks, length: length, part: part).withPieces { pieces in
            for piece in pieces { try file.append(piece) }
        }
        // It is copied now.
        part = nil
        if blocks.count > 1 || (blocks.last?.capacity ?? 0) < Self.largestBlock { keepOneBlock() }
        blocks.last?.clear()
    }

    /// One block serves a file; a small one gives way to a larger where there is memory.
    private func keepOneBlock() {
        let kept = blocks.first { $0.capacity == Self.largestBlock } ?? granted(Self.largestBlock)
        blocks = [kept ?? blocks.last ?? BodyBlock(bytes: Self.firstBlock, reservation: nil)]
    }
}
