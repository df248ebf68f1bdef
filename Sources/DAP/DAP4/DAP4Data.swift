internal import CDeflate
internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Zarr

/// The answer to `.dap`: the constrained DMR, then every variable's values, little-endian, each with its CRC-32.
///
/// Its length is known before anything is read, but for texts.
struct DAP4Data: Sendable {
    /// Nil with texts in it.
    let length: Int?
    private let metadata: [UInt8]
    /// Bytes of all numbers and checksums.
    private let numberBytes: Int
    private let plan: ReadPlan
    private let leaves: [Piece]
    private let wantsChecksums: Bool

    private enum Piece: Sendable {
        case numbers(part: Int)
        case texts(StoredVariable, [IndexRange])
    }

    /// `plan` has one part per leaf of numbers, in the order of the projection.
    ///
    /// - Throws: `Failure.tooLarge` for an answer above the dataset's limit.
    init(_ projection: DAP4Projection, plan: ReadPlan, wantsChecksums: Bool) throws(Failure) {
        // The line end belongs to the chunk: libdap drops the last two bytes (digest §6).
        metadata = Array((DMR.text(projection, global: plan.dataset.attributes) + "\r\n").utf8)
        self.plan = plan
        self.wantsChecksums = wantsChecksums
        var numbers = 0
        var leaves: [Piece] = []
        for leaf in projection.leaves {
            if leaf.variable.stored.isText {
                leaves.append(.texts(leaf.variable.stored, leaf.ranges))
            } else {
                leaves.append(.numbers(part: numbers))
                numbers += 1
            }
        }
        guard numbers == plan.parts.count else { throw .defect }
        self.leaves = leaves
        var bytes = wantsChecksums ? 4 * leaves.count : 0
        for part in plan.parts {
            let (values, overflows) = part.cells.multipliedReportingOverflow(by: Self.size(of: part))
            let (sum, overflowsToo) = bytes.addingReportingOverflow(values)
            bytes = overflows || overflowsToo ? .max - (1 << 32) : sum
        }
        numberBytes = bytes
        let limit = plan.dataset.limits.outputBytes
        let least = ChunkedStream.length(metadata: metadata.count, data: bytes) ?? .max
        guard least <= limit, metadata.count <= ChunkedStream.longestChunk else {
            throw .tooLarge(
                limit: .outputBytes,
                allowed: limit,
                requested: least,
                advice: "Ask for slices in the address (?dap4.ce=/name[0:9]…), or use DAP2."
            )
        }
        length = numbers == leaves.count ? least : nil
    }

    /// Half precision travels as single.
    private static func size(of part: PlannedRead) -> Int { WireType.dap4(for: part.stored.dataType).size }

    /// Texts are read first: chunks tell their lengths.
    func write(to writer: any BodyWriter, context: WorkContext) throws {
        var texts: [[UInt8]] = []
        for case .texts(let stored, let ranges) in leaves {
            texts.append(Self.counted(try plan.dataset.texts(of: stored, ranges: ranges, context: context)))
        }
        let reading = try plan.open(context: context)
        let bytes = texts.reduce(numberBytes) { $0 + $1.count }
        let stream = try ChunkedStream(writer, metadata: metadata, data: bytes)
        var written = 0
        for leaf in leaves {
            switch leaf {
            case .numbers(let part): try write(part, reading, stream, context)
            case .texts:
                try texts[written].withUnsafeBytes { try write($0, stream) }
                written += 1
            }
        }
    }

    /// Each text after the count of its bytes in 64 bits.
    private static func counted(_ texts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        return bytes
    }

    private func write(_ texts: UnsafeRawBufferPointer, _ stream: ChunkedStream) throws {
        try stream.write(texts)
        guard wantsChecksums else { return }
        let checksum = texts.isEmpty ? 0 : libdeflate_crc32(0, texts.baseAddress, texts.count)
        try withUnsafeBytes(of: checksum.littleEndian) { try stream.write($0) }
    }

    private func write(
        _ index: Int,
        _ reading: Reading,
        _ stream: ChunkedStream,
        _ context: WorkContext
    ) throws {
        let part = plan.parts[index]
        var bytes = 0
        var checksum: UInt32 = 0
        func pass(_ block: UnsafeRawBufferPointer) throws {
            guard !block.isEmpty else { return }
            bytes += block.count
            if wantsChecksums { checksum = libdeflate_crc32(checksum, block.baseAddress, block.count) }
            try stream.write(block)
        }
        try reading.stream(part: index, context: context) { block in
            guard part.stored.dataType == .float16 else { return try pass(block) }
            try HalfPrecision.widened(block).withUnsafeBytes(pass)
        }
        guard bytes == part.cells * Self.size(of: part) else { throw Failure.defect }
        if wantsChecksums { try withUnsafeBytes(of: checksum.littleEndian) { try stream.write($0) } }
    }
}

/// Half-precision numbers as single ones.
enum HalfPrecision {
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
