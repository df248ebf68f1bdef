internal import CDeflate
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Zarr

/// The answer to `.dap`: the constrained DMR, then every variable's values, little-endian, each with its CRC-32.
///
/// netCDF-C 4.10 believes in a checksum only where the DMR in front declares it, 4.9 wherever (digest §6): the DMR is
/// written again over itself once the sums are known, in an answer that is whole before it leaves. A single variable
/// too long for that has its checksum without the declaration, which both read.
struct DAP4Data: Sendable {
    /// Bytes of the whole answer, known before anything is read; nil with texts in it.
    let length: Int?
    /// Whether it must be whole before it leaves, however long.
    let isWhole: Bool
    private let projection: DAP4Projection
    private let plan: ReadPlan
    /// What is read for each leaf; nil for an array with an empty dimension.
    private let leaves: [ReadPlan.Piece?]
    /// Bytes of all numbers and checksums.
    private let numberBytes: Int
    private let wantsChecksums: Bool
    /// Bytes held beside the reading: the metadata as text and as bytes, and wider numbers.
    private let beside: Int

    /// `plan` has one piece per leaf that has values, in the order of the projection.
    ///
    /// - Throws: `Failure.tooLarge` for an answer above the dataset's limits or the worker's memory.
    init(_ projection: DAP4Projection, plan: ReadPlan, wantsChecksums: Bool) throws(Failure) {
        self.projection = projection
        self.plan = plan
        self.wantsChecksums = wantsChecksums
        leaves = try Self.pieces(projection, plan)
        numberBytes = plan.parts.reduce(wantsChecksums ? 4 * leaves.count : 0) { sum, part in
            let (values, overflows) = part.cells.multipliedReportingOverflow(by: Self.size(of: part))
            let (bytes, overflowsToo) = sum.addingReportingOverflow(values)
            return overflows || overflowsToo ? .max - (1 << 32) : bytes
        }
        let hasTexts = !plan.texts.isEmpty
        let plain = DMR.bytes(projection, checksums: nil).count
        let least = ChunkedStream.length(metadata: plain, data: numberBytes) ?? .max
        let isLong = least > ResponseBody.longestWhole
        isWhole = wantsChecksums && (leaves.count > 1 || hasTexts || !isLong)
        let metadata = isWhole ? DMR.bytes(projection, checksums: leaves.map { _ in 0 }).count : plain
        let bytes = ChunkedStream.length(metadata: metadata, data: numberBytes) ?? .max
        try Self.check(bytes, metadata: metadata, spools: isWhole && isLong, plan)
        length = hasTexts ? nil : bytes
        beside = 4 * plain + HalfPrecision.blockBytes
        try ReadPlan.checkMemory([plan], beside: beside)
    }

    /// Bytes of the worker's memory that the answer reserves.
    var reserved: Int { ReadPlan.memory(of: [plan], beside: beside) }

    private static func pieces(_ projection: DAP4Projection, _ plan: ReadPlan) throws(Failure) -> [ReadPlan
        .Piece?]
    {
        var left = plan.pieces[...]
        let pieces = projection.leaves.map { $0.isEmpty ? nil : left.popFirst() }
        guard left.isEmpty else { throw .defect }
        return pieces
    }

    private static func check(_ bytes: Int, metadata: Int, spools: Bool, _ plan: ReadPlan) throws(Failure) {
        let limits = plan.dataset.limits
        guard bytes <= limits.outputBytes, metadata <= ChunkedStream.longestChunk else {
            throw .tooLarge(
                limit: .outputBytes,
                allowed: limits.outputBytes,
                requested: bytes,
                advice: "Ask for slices in the address (?dap4.ce=/name[0:9]…), or use DAP2."
            )
        }
        guard spools else { return }
        let spooled = bytes.addingReportingOverflow(plan.cost[.spoolBytes] ?? 0).partialValue
        guard spooled <= limits.spoolBytes else {
            throw .tooLarge(
                limit: .spoolBytes,
                allowed: limits.spoolBytes,
                requested: spooled,
                advice: "Ask for one variable at a time (?dap4.ce=/name), or use DAP2."
            )
        }
    }

    /// Half precision travels as single.
    private static func size(of part: PlannedRead) -> Int { WireType.dap4(for: part.stored.dataType).size }

    /// Reads and writes everything; call it once per answer.
    func write(to writer: any BodyWriter, context: WorkContext) throws {
        let reading = try plan.open(beside: beside, context: context)
        let metadata = DMR.bytes(projection, checksums: isWhole ? leaves.map { _ in 0 } : nil)
        let stream = try ChunkedStream(writer, metadata: metadata, data: length == nil ? nil : numberBytes)
        let checksums: [UInt32]
        do {
            checksums = try write(to: stream, reading, context)
        } catch {
            stream.fail(with: DAP4ErrorDocument.bytes(DAPFailure.of(error)))
            throw error
        }
        guard isWhole else { return }
        let declared = DMR.bytes(projection, checksums: checksums)
        guard declared.count == metadata.count else { throw Failure.defect }
        try declared.withUnsafeBytes { try writer.overwrite(at: ChunkedStream.metadataOffset, with: $0) }
    }

    /// Writes all variables, and returns their sums.
    private func write(
        to stream: ChunkedStream,
        _ reading: Reading,
        _ context: WorkContext
    ) throws -> [UInt32] {
        var checksums: [UInt32] = []
        for leaf in leaves {
            let sum = SummedStream(stream, wantsChecksum: wantsChecksums)
            switch leaf {
            case .numbers(let part): try write(part, reading, sum, context)
            case .texts(let read): try Self.write(reading.texts(read, context: context), sum)
            case nil: break
            }
            checksums.append(try sum.end())
        }
        try stream.end()
        return checksums
    }

    /// Each text after the count of its bytes in 64 bits.
    private static func write(_ texts: [String], _ stream: SummedStream) throws {
        for text in texts {
            var text = text
            try withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { try stream.write($0) }
            try text.withUTF8 { try stream.write(UnsafeRawBufferPointer($0)) }
        }
    }

    private func write(
        _ index: Int,
        _ reading: Reading,
        _ stream: SummedStream,
        _ context: WorkContext
    ) throws {
        let part = plan.parts[index]
        try reading.stream(part: index, context: context) { block in
            guard part.stored.dataType == .float16 else { return try stream.write(block) }
            try HalfPrecision.forEachWidened(block) { try stream.write($0) }
        }
        guard stream.bytes == part.cells * Self.size(of: part) else { throw Failure.defect }
    }
}

/// The bytes of one variable on their way into a stream, with their CRC-32 behind them (digest §6).
private final class SummedStream {
    private let stream: ChunkedStream
    private let wantsChecksum: Bool
    private var checksum: UInt32 = 0
    private(set) var bytes = 0

    init(_ stream: ChunkedStream, wantsChecksum: Bool) {
        self.stream = stream
        self.wantsChecksum = wantsChecksum
    }

    func write(_ block: UnsafeRawBufferPointer) throws {
        guard !block.isEmpty else { return }
        bytes += block.count
        if wantsChecksum { checksum = libdeflate_crc32(checksum, block.baseAddress, block.count) }
        try stream.write(block)
    }

    /// Writes the sum, which is not itself summed, and returns it.
    func end() throws -> UInt32 {
        if wantsChecksum { try withUnsafeBytes(of: checksum.littleEndian) { try stream.write($0) } }
        return checksum
    }
}

/// Half-precision numbers as single ones.
enum HalfPrecision {
    private static let blockValues = 16 << 10
    /// What widening holds.
    static let blockBytes = 4 * blockValues

    /// Hands out a block of half-precision numbers as `Float`, a bounded number at a time.
    static func forEachWidened(
        _ block: UnsafeRawBufferPointer,
        _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        for start in stride(from: 0, to: block.count, by: 2 * blockValues) {
            let end = min(start + 2 * blockValues, block.count)
            let half = UnsafeRawBufferPointer(rebasing: block[start..<end])
            try widened(half).withUnsafeBytes(emit)
        }
    }

    static func widened(_ block: UnsafeRawBufferPointer) -> [Float] {
        let count = block.count / 2
        return [Float](unsafeUninitializedCapacity: count) { floats, filled in
            for index in 0..<count {
                floats[index] = Float(block.loadUnaligned(fromByteOffset: index &* 2, as: Float16.self))
            }
            filled = count
        }
    }
}
