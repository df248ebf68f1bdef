internal import CDeflate
internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Zarr

/// The answer to `.dap`: the constrained DMR, then every variable's values, little-endian, each with its CRC-32.
///
/// Its length is known before anything is read.
struct DAP4Data: Sendable {
    let length: Int
    private let metadata: [UInt8]
    private let dataBytes: Int
    private let plan: ReadPlan
    private let wantsChecksums: Bool

    /// `plan` has one part per leaf of the projection, in its order.
    ///
    /// - Throws: `Failure.tooLarge` for an answer above the dataset's limit.
    init(_ projection: DAP4Projection, plan: ReadPlan, wantsChecksums: Bool) throws(Failure) {
        // The line end belongs to the chunk: libdap drops the last two bytes (digest §6).
        metadata = Array((DMR.text(projection, global: plan.dataset.attributes) + "\r\n").utf8)
        self.plan = plan
        self.wantsChecksums = wantsChecksums
        guard projection.leaves.count == plan.parts.count else { throw .defect }
        var bytes = 0
        for part in plan.parts {
            let (values, overflows) = part.cells.multipliedReportingOverflow(by: Self.size(of: part))
            let (sum, overflowsToo) = bytes.addingReportingOverflow(values)
            bytes = overflows || overflowsToo ? .max - (1 << 32) : sum + (wantsChecksums ? 4 : 0)
        }
        dataBytes = bytes
        let limit = plan.dataset.limits.outputBytes
        length = ChunkedStream.length(metadata: metadata.count, data: bytes) ?? .max
        guard length <= limit, metadata.count <= ChunkedStream.longestChunk else {
            throw .tooLarge(
                limit: .outputBytes,
                allowed: limit,
                requested: length,
                advice: "Ask for slices in the address (?dap4.ce=/name[0:9]…), or use DAP2."
            )
        }
    }

    /// Half precision travels as single.
    private static func size(of part: PlannedRead) -> Int { WireType.dap4(for: part.stored.dataType).size }

    func write(to writer: any BodyWriter, context: WorkContext) throws {
        let reading = try plan.open(context: context)
        let stream = try ChunkedStream(writer, metadata: metadata, data: dataBytes)
        for (index, part) in plan.parts.enumerated() {
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
            if wantsChecksums {
                try withUnsafeBytes(of: checksum.littleEndian) { try stream.write($0) }
            }
        }
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
