/// Bytes in FlatBuffers layout, every read of them checked.
///
/// Little-endian, nothing aligned. A value of this type is good for as long as the bytes that it was made of: it never
/// leaves the closure that lent them.
struct FlatBuffer {
    let bytes: UnsafeRawBufferPointer

    /// The root table.
    func root() throws(Corruption) -> FlatTable {
        guard bytes.count >= 8 else { throw .badFlatBuffer("\(bytes.count) bytes") }
        return try FlatTable(self, at: try target(of: 0))
    }

    func load<Number: FixedWidthInteger>(_ type: Number.Type, at position: Int) throws(Corruption) -> Number {
        try check(position, MemoryLayout<Number>.size)
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
    }

    /// Where the offset at `position` leads: always forward.
    func target(of position: Int) throws(Corruption) -> Int {
        let offset = try load(UInt32.self, at: position)
        guard offset != 0 else { throw .badFlatBuffer("an offset of 0 at \(position)") }
        return position + Int(offset)
    }

    /// `count` bytes at `position`.
    func slice(_ position: Int, _ count: Int) throws(Corruption) -> UnsafeRawBufferPointer {
        try check(position, count)
        return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
    }

    /// The bytes of the vector or string at `position`.
    func byteVector(at position: Int) throws(Corruption) -> UnsafeRawBufferPointer {
        try slice(position + 4, Int(try load(UInt32.self, at: position)))
    }

    func check(_ position: Int, _ count: Int) throws(Corruption) {
        // Positions and counts come from at most 33 bits, so sums cannot overflow.
        guard position >= 0, count >= 0, position + count <= bytes.count else {
            throw .badFlatBuffer("bytes \(position)..<\(position + count) of \(bytes.count)")
        }
    }
}

/// A table: fields by slot, each perhaps absent.
struct FlatTable {
    let buffer: FlatBuffer
    private let position: Int
    private let fields: Int
    /// Bytes of the list of fields, and of the table's inline part.
    private let fieldBytes: Int
    private let size: Int

    init(_ buffer: FlatBuffer, at position: Int) throws(Corruption) {
        self.buffer = buffer
        self.position = position
        fields = position - Int(try buffer.load(Int32.self, at: position))
        fieldBytes = Int(try buffer.load(UInt16.self, at: fields))
        size = Int(try buffer.load(UInt16.self, at: fields + 2))
        guard fieldBytes >= 4, fieldBytes % 2 == 0 else {
            throw .badFlatBuffer("a vtable of \(fieldBytes) bytes")
        }
        guard size >= 4 else { throw .badFlatBuffer("a table of \(size) bytes") }
        try buffer.check(fields, fieldBytes)
        try buffer.check(position, size)
    }

    /// Where the field's inline bytes are, `width` of them; nil when it is absent.
    func place(_ slot: Int, width: Int) throws(Corruption) -> Int? {
        let entry = 4 + 2 * slot
        guard entry + 2 <= fieldBytes else { return nil }
        let offset = Int(try buffer.load(UInt16.self, at: fields + entry))
        guard offset != 0 else { return nil }
        guard offset >= 4, offset + width <= size else { throw .badFlatBuffer("a field outside its table") }
        return position + offset
    }

    /// A number; its default when it is absent.
    func number<Number: FixedWidthInteger>(_ slot: Int, default usual: Number = 0) throws(Corruption)
        -> Number
    {
        guard let place = try place(slot, width: MemoryLayout<Number>.size) else { return usual }
        return try buffer.load(Number.self, at: place)
    }

    /// The bytes of an inline struct.
    func structure(_ slot: Int, bytes: Int) throws(Corruption) -> UnsafeRawPointer? {
        guard let place = try place(slot, width: bytes) else { return nil }
        return try buffer.slice(place, bytes).baseAddress
    }

    func objectID(_ slot: Int) throws(Corruption) -> ObjectID? {
        try structure(slot, bytes: 12).map(ObjectID.init(loading:))
    }

    func nodeID(_ slot: Int) throws(Corruption) -> NodeID? {
        try structure(slot, bytes: 8).map(NodeID.init(loading:))
    }

    func table(_ slot: Int) throws(Corruption) -> FlatTable? {
        guard let place = try place(slot, width: 4) else { return nil }
        return try FlatTable(buffer, at: try buffer.target(of: place))
    }

    func byteVector(_ slot: Int) throws(Corruption) -> UnsafeRawBufferPointer? {
        guard let place = try place(slot, width: 4) else { return nil }
        return try buffer.byteVector(at: try buffer.target(of: place))
    }

    func string(_ slot: Int) throws(Corruption) -> String? {
        guard let bytes = try byteVector(slot) else { return nil }
        return try Self.text(bytes)
    }

    /// A vector whose elements take `width` bytes inline.
    func vector(_ slot: Int, width: Int) throws(Corruption) -> FlatVector? {
        guard let place = try place(slot, width: 4) else { return nil }
        return try FlatVector(buffer, at: try buffer.target(of: place), width: width)
    }

    static func text(_ bytes: UnsafeRawBufferPointer) throws(Corruption) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badFlatBuffer("a text that is not UTF-8")
        }
        return text
    }
}

/// A vector: elements of one width, back to back.
struct FlatVector {
    let buffer: FlatBuffer
    let count: Int
    private let start: Int
    private let width: Int

    init(_ buffer: FlatBuffer, at position: Int, width: Int) throws(Corruption) {
        self.buffer = buffer
        self.width = width
        count = Int(try buffer.load(UInt32.self, at: position))
        start = position + 4
        try buffer.check(start, count * width)
    }

    /// Where element `index` is; the caller keeps to `0..<count`.
    func place(_ index: Int) -> Int { start + index * width }

    func table(_ index: Int) throws(Corruption) -> FlatTable {
        try FlatTable(buffer, at: try buffer.target(of: place(index)))
    }

    func structure(_ index: Int) throws(Corruption) -> UnsafeRawPointer {
        guard let pointer = try buffer.slice(place(index), width).baseAddress else {
            throw .badFlatBuffer("an empty structure")
        }
        return pointer
    }

    func number<Number: FixedWidthInteger>(_ index: Int) throws(Corruption) -> Number {
        try buffer.load(Number.self, at: place(index))
    }

    /// The bytes of a text, or of a vector of bytes.
    func bytes(_ index: Int) throws(Corruption) -> UnsafeRawBufferPointer {
        try buffer.byteVector(at: try buffer.target(of: place(index)))
    }

    /// The element that `order` finds neither too small (negative) nor too large (positive).
    ///
    /// In a vector that is not in order this finds nothing, at worst.
    func find(_ order: (FlatTable) throws(Corruption) -> Int) throws(Corruption) -> (
        index: Int, table: FlatTable
    )? {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            let table = try table(middle)
            let difference = try order(table)
            if difference == 0 { return (middle, table) }
            if difference < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// Negative, zero or positive as these bytes come before `other`, are equal or come after it.
    func compared(to other: UnsafeRawBufferPointer) -> Int {
        let common = Swift.min(count, other.count)
        for index in 0..<common where self[index] != other[index] {
            return self[index] < other[index] ? -1 : 1
        }
        return count - other.count
    }
}

extension Comparable {
    /// Negative, zero or positive as this comes before `other`, is equal or comes after it.
    func compared(to other: Self) -> Int { self == other ? 0 : self < other ? -1 : 1 }
}

/// Lends the UTF-8 bytes of a text to compare with those of a file.
func withBytes<Result>(
    of text: String,
    _ body: (UnsafeRawBufferPointer) throws(Corruption) -> Result
) throws(Corruption) -> Result {
    var text = text
    let result = text.withUTF8 { bytes in
        Swift.Result { () throws(Corruption) in try body(UnsafeRawBufferPointer(bytes)) }
    }
    return try result.get()
}
