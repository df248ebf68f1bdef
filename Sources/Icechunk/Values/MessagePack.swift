internal import JSON

/// Reads MessagePack, the metadata values of spec 1, as JSON.
struct MessagePack {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    private var budget: ValueBudget

    private static let maxDepth = 64

    /// The one value that fills `bytes`.
    static func value(
        _ bytes: UnsafeRawBufferPointer,
        budget: inout ValueBudget
    ) throws(Corruption) -> JSONValue {
        var reader = MessagePack(bytes: bytes, budget: budget)
        defer { budget = reader.budget }
        let value = try reader.value(depth: 0)
        guard reader.offset == bytes.count else { throw .badValue("bytes follow the value") }
        return value
    }

    private init(bytes: UnsafeRawBufferPointer, budget: ValueBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    private mutating func value(depth: Int) throws(Corruption) -> JSONValue {
        guard depth <= Self.maxDepth else { throw .badValue("nested deeper than \(Self.maxDepth) levels") }
        try budget.spend(1)
        let mark = try number(UInt8.self)
        switch mark {
        case 0x00...0x7F: return .integer(Int64(mark))
        case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: mark)))
        case 0x80...0x8F: return try object(Int(mark & 15), depth)
        case 0x90...0x9F: return try array(Int(mark & 15), depth)
        case 0xA0...0xBF: return .string(try text(Int(mark & 31)))
        case 0xC0: return .null
        case 0xC2: return .bool(false)
        case 0xC3: return .bool(true)
        case 0xCA...0xD3: return try scalar(mark)
        case 0xC4, 0xD9: return try sized(mark, Int(try number(UInt8.self)), depth)
        case 0xC5, 0xDA, 0xDC, 0xDE: return try sized(mark, Int(try number(UInt16.self)), depth)
        case 0xC6, 0xDB, 0xDD, 0xDF: return try sized(mark, Int(try number(UInt32.self)), depth)
        default: throw .badValue("MessagePack type \(mark)")
        }
    }

    private mutating func scalar(_ mark: UInt8) throws(Corruption) -> JSONValue {
        switch mark {
        case 0xCA: return .number(Double(Float(bitPattern: try number(UInt32.self))))
        case 0xCB: return .number(Double(bitPattern: try number(UInt64.self)))
        case 0xCC: return .integer(Int64(try number(UInt8.self)))
        case 0xCD: return .integer(Int64(try number(UInt16.self)))
        case 0xCE: return .integer(Int64(try number(UInt32.self)))
        case 0xCF:
            let value = try number(UInt64.self)
            return Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
        case 0xD0: return .integer(Int64(try number(Int8.self)))
        case 0xD1: return .integer(Int64(try number(Int16.self)))
        case 0xD2: return .integer(Int64(try number(Int32.self)))
        default: return .integer(try number(Int64.self))
        }
    }

    private mutating func sized(_ mark: UInt8, _ count: Int, _ depth: Int) throws(Corruption) -> JSONValue {
        switch mark {
        case 0xC4...0xC6:
            try budget.spend(count)
            return .array(try take(count).map { .integer(Int64($0)) })
        case 0xD9...0xDB: return .string(try text(count))
        case 0xDC, 0xDD: return try array(count, depth)
        default: return try object(count, depth)
        }
    }

    private mutating func array(_ count: Int, _ depth: Int) throws(Corruption) -> JSONValue {
        // Every element takes a byte at least.
        guard count <= bytes.count - offset else { throw .badValue("a list overruns") }
        var values: [JSONValue] = []
        for _ in 0..<count { values.append(try value(depth: depth + 1)) }
        return .array(values)
    }

    private mutating func object(_ count: Int, _ depth: Int) throws(Corruption) -> JSONValue {
        guard count <= (bytes.count - offset) / 2 else { throw .badValue("a map overruns") }
        var object = JSONObject()
        for _ in 0..<count {
            guard case .string(let key) = try value(depth: depth + 1) else {
                throw .badValue("a key that is no text")
            }
            object[key] = try value(depth: depth + 1)
        }
        return .object(object)
    }

    private mutating func text(_ count: Int) throws(Corruption) -> String {
        try budget.spend(count)
        guard let text = String(validating: try take(count), as: UTF8.self) else {
            throw .badValue("a text that is not UTF-8")
        }
        return text
    }

    /// MessagePack numbers are big-endian.
    private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(Corruption) -> Number
    {
        let part = try take(MemoryLayout<Number>.size)
        return Number(bigEndian: part.loadUnaligned(as: type))
    }

    private mutating func take(_ count: Int) throws(Corruption) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw .badValue("the value ends early") }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }
}
