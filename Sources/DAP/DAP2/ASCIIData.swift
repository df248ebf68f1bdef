internal import Cube
internal import Execution
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
        /// Nil for texts.
        let part: Int?
    }

    private static let rule = String(repeating: "-", count: 45) + "\n"

    /// - Throws: `Failure.tooLarge` for more values than a text may hold.
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
        var numbers = 0
        for part in projection.parts {
            let owner = part.arrangement == .plain ? "" : "\(part.declaration.name)."
            for leaf in part.leaves {
                let title = owner + leaf.array.name + leaf.shape.map { "[\($0)]" }.joined() + "\n"
                let isText = leaf.array.stored.isText
                arrays.append(Titled(title: title, leaf: leaf, part: isText ? nil : numbers))
                numbers += isText ? 0 : 1
            }
        }
        guard numbers == plan.parts.count else { throw .defect }
        self.arrays = arrays
    }

    func write(to writer: any BodyWriter, context: WorkContext) throws {
        try writer.write(head)
        let reading = try plan.open(context: context)
        for array in arrays {
            try writer.write(array.title)
            let (stored, leaf) = (array.leaf.array.stored, array.leaf)
            let type = leaf.array.type == .uint8 ? .uint8 : stored.dataType
            var rows = ASCIIRows(shape: leaf.shape, type: type)
            guard let part = array.part else {
                rows.append(try plan.dataset.texts(of: stored, ranges: leaf.ranges, context: context))
                rows.end()
                try writer.write(rows.takeText())
                continue
            }
            try reading.stream(part: part, context: context) { block in
                rows.append(block)
                try writer.write(rows.takeText())
            }
            rows.end()
            try writer.write(rows.takeText())
        }
    }
}

/// Lays values out: one line per row of the last dimension, `[i][j], v, v, v`.
struct ASCIIRows {
    private let outer: [Int]
    private let rowLength: Int
    private let type: DataType
    /// Indices of the row being written, and how many of its values are.
    private var row: [Int]
    private var column = 0
    private var bytes: [UInt8] = []

    init(shape: [Int], type: DataType) {
        outer = Array(shape.dropLast())
        rowLength = shape.last ?? 1
        self.type = type
        row = outer.map { _ in 0 }
    }

    /// The text so far; it is handed out once.
    mutating func takeText() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func end() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Appends a block of whole elements in their stored type.
    mutating func append(_ block: UnsafeRawBufferPointer) {
        switch type {
        case .bool, .uint8: each(block, UInt8.self) { String($0) }
        case .int8: each(block, Int8.self) { String($0) }
        case .int16: each(block, Int16.self) { String($0) }
        case .uint16: each(block, UInt16.self) { String($0) }
        case .int32: each(block, Int32.self) { String($0) }
        case .uint32: each(block, UInt32.self) { String($0) }
        case .int64: each(block, Int64.self) { String($0) }
        case .uint64: each(block, UInt64.self) { String($0) }
        case .float16: each(block, Float16.self) { NumberText.of(Float($0)) }
        case .float32: each(block, Float.self) { NumberText.of($0) }
        case .float64: each(block, Double.self) { NumberText.of($0) }
        }
    }

    /// Appends texts in quotes.
    mutating func append(_ texts: [String]) {
        for text in texts {
            beginValue()
            bytes.append(contentsOf: DAP2Text.quoted(text).utf8)
            column += 1
            if column == rowLength { endRow() }
        }
    }

    private mutating func each<Value: BitwiseCopyable>(
        _ block: UnsafeRawBufferPointer,
        _: Value.Type,
        _ text: (Value) -> String
    ) {
        let size = MemoryLayout<Value>.size
        for offset in stride(from: 0, through: block.count - size, by: size) {
            beginValue()
            bytes.append(contentsOf: text(block.loadUnaligned(fromByteOffset: offset, as: Value.self)).utf8)
            column += 1
            if column == rowLength { endRow() }
        }
    }

    private mutating func beginValue() {
        if column > 0 || !outer.isEmpty {
            if column == 0 {
                for index in row { bytes.append(contentsOf: "[\(index)]".utf8) }
            }
            bytes.append(contentsOf: ", ".utf8)
        }
    }

    private mutating func endRow() {
        column = 0
        bytes.append(UInt8(ascii: "\n"))
        for dimension in row.indices.reversed() {
            row[dimension] += 1
            if row[dimension] < outer[dimension] { return }
            row[dimension] = 0
        }
    }
}
