internal import Cube
internal import Execution
internal import Failures
internal import Gateway

/// The answer to `.dods`: the constrained DDS, the line `Data:`, then XDR (DAP 2.0, section 7.2; digest §3.3).
///
/// Its length is known before anything is read, but for texts.
struct DataDDS: Sendable {
    /// DDS and separator; pydap splits at exactly `\nData:\n`.
    let head: String
    /// Bytes of the whole answer; nil with texts in it.
    let length: Int?
    private let plan: ReadPlan
    private let arrays: [Encoded]

    private enum Encoded: Sendable {
        case numbers(EncodedArray, part: Int)
        case texts(TextRead, isScalar: Bool)
    }

    /// How one part of the plan is written.
    private struct EncodedArray: Sendable {
        let kernel: XDRKernel
        let cells: Int
        let isScalar: Bool

        /// Counts, elements and padding; nil for more elements than a count can say.
        var bytes: Int? {
            guard !isScalar else { return kernel.outputSize }
            guard UInt32(exactly: cells) != nil else { return nil }
            let (elements, overflows) = cells.multipliedReportingOverflow(by: kernel.outputSize)
            return overflows ? nil : 8 + elements + padding
        }

        var padding: Int { kernel.outputSize == 1 ? (4 - cells % 4) % 4 : 0 }
    }

    /// `plan` has one piece per leaf, in the order of the projection.
    ///
    /// - Throws: `Failure.tooLarge` for an array whose elements cannot be counted in 32 bits, an answer above the
    ///   dataset's limit, or one that the worker has no memory for.
    init(_ projection: DAP2Projection, plan: ReadPlan) throws(Failure) {
        head = DDS.text(projection) + "Data:\n"
        self.plan = plan
        let limit = plan.dataset.limits.outputBytes
        var length = head.utf8.count
        var arrays: [Encoded] = []
        guard projection.leaves.count == plan.pieces.count else { throw .defect }
        for (leaf, piece) in zip(projection.leaves, plan.pieces) {
            guard case .numbers(let number) = piece else {
                // What it takes at least: the lengths.
                length = length.addingReportingOverflow(4 + 4 * leaf.cells).partialValue
                if case .texts(let read) = piece { arrays.append(.texts(read, isScalar: leaf.isScalar)) }
                continue
            }
            let part = plan.parts[number]
            let stored = leaf.array.stored
            guard
                let kernel = XDRKernel(
                    stored: stored.dataType,
                    wire: leaf.array.type,
                    isScalar: leaf.isScalar
                )
            else { throw .defect }
            let array = EncodedArray(kernel: kernel, cells: part.cells, isScalar: leaf.isScalar)
            let (sum, overflows) = length.addingReportingOverflow(array.bytes ?? .max)
            length = overflows ? .max : sum
            arrays.append(.numbers(array, part: number))
        }
        guard length <= limit else {
            throw .tooLarge(limit: .outputBytes, allowed: limit, requested: length, advice: nil)
        }
        self.length = plan.texts.isEmpty ? length : nil
        self.arrays = arrays
        try ReadPlan.checkMemory([plan], beside: XDRStream.bufferBytes)
    }

    /// Bytes of the worker's memory that the answer reserves.
    var reserved: Int { ReadPlan.memory(of: [plan], beside: XDRStream.bufferBytes) }

    /// Reads and writes everything; call it once per answer.
    func write(to writer: any BodyWriter, context: WorkContext) throws {
        let stream = XDRStream(writer)
        try stream.put(head)
        let reading = try plan.open(beside: XDRStream.bufferBytes, context: context)
        for array in arrays {
            switch array {
            case .numbers(let array, let part): try write(array, part, reading, stream, context)
            case .texts(let read, let isScalar):
                let texts = try reading.texts(read, context: context)
                if !isScalar { try stream.put(UInt32(clamping: texts.count)) }
                for text in texts { try stream.putCounted(text) }
            }
        }
        try stream.flush()
    }

    private func write(
        _ array: EncodedArray,
        _ part: Int,
        _ reading: Reading,
        _ stream: XDRStream,
        _ context: WorkContext
    ) throws {
        if !array.isScalar {
            try stream.put(UInt32(array.cells))
            try stream.put(UInt32(array.cells))
        }
        var cells = 0
        try reading.stream(part: part, context: context) { block in
            cells += try stream.put(block, through: array.kernel)
        }
        guard cells == array.cells else { throw Failure.defect }
        try stream.putPadding(array.isScalar ? 0 : array.padding)
    }
}
