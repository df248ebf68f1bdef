internal import Execution
internal import Gateway
internal import Zarr

/// Lays values out, one line per row of the last dimension (`[i][j], v, v, v`), and hands text on as it gathers.
struct ASCIIRows {
    /// What rows hold at a time at most, with what the last values before a look at it add.
    static let bufferBytes = 2 * flushBytes
    private static let flushBytes = 64 << 10
    /// Values between two looks: each takes at most 26 letters and the indices of a row.
    private static let valuesAtATime = 256

    private let outer: [Int]
    private let rowLength: Int
    private let type: DataType
    private let writer: any BodyWriter
    /// Indices of the row being written, and how many of its values are.
    private var row: [Int]
    private var column = 0
    private var bytes: [UInt8] = []

    init(shape: [Int], type: DataType, writer: any BodyWriter) {
        outer = Array(shape.dropLast())
        rowLength = shape.last ?? 1
        self.type = type
        self.writer = writer
        row = outer.map { _ in 0 }
        bytes.reserveCapacity(Self.bufferBytes)
    }

    /// Ends the array and hands on what is left.
    mutating func end() throws {
        bytes.append(UInt8(ascii: "\n"))
        try flush(above: 0)
    }

    private mutating func flush(above count: Int) throws {
        guard bytes.count > count else { return }
        try writer.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a block of whole elements in their stored type; `check` is called for each piece of text.
    mutating func append(_ block: UnsafeRawBufferPointer, check: () throws -> Void) throws {
        let size = Self.valuesAtATime * type.size
        for start in stride(from: 0, to: block.count, by: size) {
            append(UnsafeRawBufferPointer(rebasing: block[start..<min(start + size, block.count)]))
            guard bytes.count > Self.flushBytes else { continue }
            try check()
            try flush(above: 0)
        }
    }

    private mutating func append(_ block: UnsafeRawBufferPointer) {
        switch type {
        case .bool, .uint8: each(block, UInt8.self) { String($0) }
        case .int8: each(block, Int8.self) { String($0) }
        case .int16: each(block, Int16.self) { String($0) }
        case .uint16: each(block, UInt16.self) { String($0) }
        case .int32: each(block, Int32.self) { String($0) }
        case .uint32: each(block, UInt32.self) { String($0) }
        case .int64: each(block, Int64.self) { String($0) }
        case .uint64: each(block, UInt64.self) { String($0) }
        case .float16: each(block, Float16.self) { WireNumberText.of(Float($0)) }
        case .float32: each(block, Float.self) { WireNumberText.of($0) }
        case .float64: each(block, Double.self) { WireNumberText.of($0) }
        }
    }

    /// Appends texts in quotes; what would move a reader's cursor is made visible.
    mutating func append(_ texts: [String]) throws {
        for text in texts {
            beginValue()
            bytes.append(contentsOf: DAP2Text.quoted(VisibleText.of(text)).utf8)
            column += 1
            if column == rowLength { endRow() }
            try flush(above: Self.flushBytes)
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
