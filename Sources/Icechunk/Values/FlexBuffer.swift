internal import JSON

/// Reads FlexBuffers, the metadata values and settings of spec 2, as JSON.
///
/// A value is read from its end: root width, root type, root. References lead backwards and may share what they lead
/// to, so what one buffer unfolds to is limited in depth and size.
struct FlexBuffer {
    private let bytes: UnsafeRawBufferPointer
    /// What may still be made of this buffer, and of the file's other ones.
    private var own: Int
    private var budget: ValueBudget

    private static let maxDepth = 64

    static func value(
        _ bytes: UnsafeRawBufferPointer,
        budget: inout ValueBudget
    ) throws(Corruption) -> JSONValue {
        guard bytes.count >= 3 else { throw .badValue("a FlexBuffer of \(bytes.count) bytes") }
        let width = Int(bytes[bytes.count - 1])
        guard [1, 2, 4, 8].contains(width), bytes.count >= 2 + width else {
            throw .badValue("a FlexBuffer whose root is \(width) bytes wide")
        }
        var buffer = FlexBuffer(bytes: bytes, budget: budget)
        defer { budget = buffer.budget }
        let slot = Slot(position: bytes.count - 2 - width, width: width, packed: bytes[bytes.count - 2])
        return try buffer.value(slot, depth: 0)
    }

    private init(bytes: UnsafeRawBufferPointer, budget: ValueBudget) {
        self.bytes = bytes
        self.budget = budget
        let (most, overflows) = bytes.count.multipliedReportingOverflow(by: 64)
        own = overflows ? .max : most.addingReportingOverflow(4096).partialValue
    }

    /// Where a value stands: `width` bytes inline, whose meaning is `packed`.
    private struct Slot {
        let position: Int
        let width: Int
        let packed: UInt8

        var type: UInt8 { packed >> 2 }
        /// Of what it refers to.
        var childWidth: Int { 1 << Int(packed & 3) }
    }

    private enum Number { case signed, unsigned, float }

    private mutating func value(_ slot: Slot, depth: Int) throws(Corruption) -> JSONValue {
        guard depth <= Self.maxDepth else { throw .badValue("nested deeper than \(Self.maxDepth) levels") }
        try spend(1)
        switch slot.type {
        case 0: return .null
        case 1: return try number(.signed, slot.position, slot.width)
        case 2: return try number(.unsigned, slot.position, slot.width)
        case 3: return try number(.float, slot.position, slot.width)
        case 26: return .bool(try unsigned(slot.position, slot.width) != 0)
        default: return try referred(slot, try target(of: slot), depth)
        }
    }

    private mutating func referred(_ slot: Slot, _ place: Int, _ depth: Int) throws(Corruption) -> JSONValue {
        let width = slot.childWidth
        switch slot.type {
        case 4: return .string(try key(at: place))
        case 5: return .string(try text(at: place, width))
        case 6: return try number(.signed, place, width)
        case 7: return try number(.unsigned, place, width)
        case 8: return try number(.float, place, width)
        case 9: return .object(try object(at: place, width, depth))
        case 10: return .array(try elements(at: place, width, try count(at: place, width), depth))
        case 11: return try numbers(.signed, place, width, try count(at: place, width))
        case 12: return try numbers(.unsigned, place, width, try count(at: place, width))
        case 13: return try numbers(.float, place, width, try count(at: place, width))
        case 14: return try typed(packed: 4 << 2, at: place, width, depth)
        case 15: return try typed(packed: 5 << 2, at: place, width, depth)
        case 36: return try typed(packed: 26 << 2, at: place, width, depth)
        case 16...24:
            let kinds: [Number] = [.signed, .unsigned, .float]
            return try numbers(kinds[Int(slot.type - 16) % 3], place, width, 2 + Int(slot.type - 16) / 3)
        case 25:
            let count = try count(at: place, width)
            return try numbers(.unsigned, place, 1, count)
        default: throw .badValue("FlexBuffer type \(slot.type)")
        }
    }

    private mutating func object(at place: Int, _ width: Int, _ depth: Int) throws(Corruption) -> JSONObject {
        let count = try count(at: place, width)
        let values = try elements(at: place, width, count, depth)
        let keyWidth = Int(clamping: try unsigned(place - 2 * width, width))
        guard [1, 2, 4, 8].contains(keyWidth) else { throw .badValue("keys of \(keyWidth) bytes") }
        let back = try unsigned(place - 3 * width, width)
        guard back <= UInt64(place - 3 * width) else { throw .badValue("keys outside the buffer") }
        let keys = place - 3 * width - Int(back)
        var object = JSONObject()
        for (index, value) in values.enumerated() {
            let slot = Slot(position: keys + index * keyWidth, width: keyWidth, packed: 4 << 2)
            object[try key(at: try target(of: slot))] = value
        }
        return object
    }

    /// A vector whose elements each have a type byte behind them all.
    private mutating func elements(at place: Int, _ width: Int, _ count: Int, _ depth: Int) throws(Corruption)
        -> [JSONValue]
    {
        let types = place + count * width
        guard count <= bytes.count, types + count <= bytes.count else { throw .badValue("a vector overruns") }
        var values: [JSONValue] = []
        for index in 0..<count {
            let slot = Slot(position: place + index * width, width: width, packed: bytes[types + index])
            values.append(try value(slot, depth: depth + 1))
        }
        return values
    }

    private mutating func typed(packed: UInt8, at place: Int, _ width: Int, _ depth: Int) throws(Corruption)
        -> JSONValue
    {
        var values: [JSONValue] = []
        for index in 0..<(try count(at: place, width)) {
            let slot = Slot(position: place + index * width, width: width, packed: packed)
            values.append(try value(slot, depth: depth + 1))
        }
        return .array(values)
    }

    private mutating func numbers(_ kind: Number, _ place: Int, _ width: Int, _ count: Int) throws(Corruption)
        -> JSONValue
    {
        try spend(count)
        var values: [JSONValue] = []
        for index in 0..<count { values.append(try number(kind, place + index * width, width)) }
        return .array(values)
    }

    private func number(_ kind: Number, _ position: Int, _ width: Int) throws(Corruption) -> JSONValue {
        let bits = try unsigned(position, width)
        switch (kind, width) {
        case (.signed, 1): return .integer(Int64(Int8(truncatingIfNeeded: bits)))
        case (.signed, 2): return .integer(Int64(Int16(truncatingIfNeeded: bits)))
        case (.signed, 4): return .integer(Int64(Int32(truncatingIfNeeded: bits)))
        case (.signed, _): return .integer(Int64(bitPattern: bits))
        case (.unsigned, _): return Int64(exactly: bits).map { .integer($0) } ?? .unsigned(bits)
        case (.float, 2): return .number(Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits))))
        case (.float, 4): return .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
        case (.float, 8): return .number(Double(bitPattern: bits))
        default: throw .badValue("a number with a point in \(width) bytes")
        }
    }

    private mutating func text(at place: Int, _ width: Int) throws(Corruption) -> String {
        let count = try count(at: place, width)
        guard place + count <= bytes.count else { throw .badValue("a text overruns") }
        return try text(place..<(place + count))
    }

    private mutating func key(at place: Int) throws(Corruption) -> String {
        guard place >= 0, place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else {
            throw .badValue("a key without an end")
        }
        return try text(place..<end)
    }

    private mutating func text(_ range: Range<Int>) throws(Corruption) -> String {
        try spend(range.count)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw .badValue("a text that is not UTF-8")
        }
        return text
    }

    /// The count before a vector or text; never more than the buffer has bytes.
    private func count(at place: Int, _ width: Int) throws(Corruption) -> Int {
        let count = try unsigned(place - width, width)
        guard count <= UInt64(bytes.count) else { throw .badValue("\(count) elements") }
        return Int(count)
    }

    /// Where a slot refers to; an offset of 0 is legal for what is empty.
    private func target(of slot: Slot) throws(Corruption) -> Int {
        let offset = try unsigned(slot.position, slot.width)
        guard offset <= UInt64(slot.position) else { throw .badValue("a reference leads out of the buffer") }
        return slot.position - Int(offset)
    }

    private func unsigned(_ position: Int, _ width: Int) throws(Corruption) -> UInt64 {
        guard position >= 0, position <= bytes.count - width else { throw .badValue("a value overruns") }
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[position + index]) }
        return value
    }

    private mutating func spend(_ amount: Int) throws(Corruption) {
        try budget.spend(amount)
        own -= amount
        guard own >= 0 else {
            throw .badValue("more values than a buffer of \(bytes.count) bytes can mean")
        }
    }
}
