internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Zarr

/// The answer to `.ascii`: the constrained DDS, a rule, then values row by row with their indices in front.
struct ASCIIData {
    private let head: String
    private let plan: ReadPlan
    private let arrays: [Titled]

    /// One array with the line above it.
    private struct Titled {
        let title: String
        let leaf: DAP2Projection.Leaf
        let content: ReadPlan.Piece
    }

    private static let rule = String(repeating: "-", count: 45) + "\n"

    /// - Throws: `Failure.tooLarge` for more values than a text may hold, or more than the worker has the memory for.
    init(_ projection: DAP2Projection, plan: ReadPlan) throws(Failure) {
        let limits = plan.dataset.limits
        guard plan.cost.outputCells <= limits.outputCells else {
            throw .tooLarge(
                limit: .outputCells,
                allowed: limits.outputCells,
                requested: plan.cost.outputCells,
                advice: nil
            )
        }
        head = DDS.text(projection) + Self.rule
        self.plan = plan
        var arrays: [Titled] = []
        var pieces = plan.pieces[...]
        for part in projection.parts {
            let owner = part.arrangement == .plain ? "" : "\(part.declaration.name)."
            for leaf in part.leaves {
                let title = owner + leaf.array.name + leaf.shape.map { "[\($0)]" }.joined() + "\n"
                guard let piece = pieces.popFirst() else { throw .defect }
                arrays.append(Titled(title: title, leaf: leaf, content: piece))
            }
        }
        self.arrays = arrays
        try ReadPlan.checkMemory([plan], beside: ASCIIRows.bufferBytes)
    }

    /// Bytes of the worker's memory that the answer reserves.
    var reserved: Int { ReadPlan.memory(of: [plan], beside: ASCIIRows.bufferBytes) }

    func write(to writer: any BodyWriter, context: WorkContext) throws {
        try writer.write(head)
        let reading = try plan.open(beside: ASCIIRows.bufferBytes, context: context)
        for array in arrays {
            try writer.write(array.title)
            let (stored, leaf) = (array.leaf.array.stored, array.leaf)
            let type = leaf.array.type == .uint8 ? .uint8 : stored.dataType
            var rows = ASCIIRows(shape: leaf.shape, type: type, writer: writer)
            switch array.content {
            case .texts(let read): try rows.append(reading.texts(read, context: context))
            case .numbers(let part):
                try reading.stream(part: part, context: context) { block in
                    try rows.append(block) { try context.check() }
                }
            }
            try rows.end()
        }
    }
}
