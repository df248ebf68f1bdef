import JSON

/// Numbers stored as those of another type, by value (Zarr v3 extension `cast_value`).
struct CastValueCodec: Codec {
    let name = "cast_value"
    let kind = CodecKind.arrayToArray
    private let stored: TypeName
    private let rounding: FloatingPointRoundingRule
    private let range: CastValue.Range
    /// Exceptions of either way, as the document spells them.
    private let pairs: [Pair]
    private let encodingPairs: [Pair]

    private typealias Pair = (from: JSONValue, to: JSONValue)

    private static let roundings: [String: FloatingPointRoundingRule] = [
        "nearest-even": .toNearestOrEven, "nearest-away": .toNearestOrAwayFromZero,
        "towards-zero": .towardZero, "towards-positive": .up, "towards-negative": .down,
    ]
    /// More values than these are no exceptions.
    private static let maxPairs = 1024

    init(_ settings: CodecSettings) throws(DocumentFault) {
        guard let type = settings.configuration["data_type"] else {
            throw settings.refusing("data_type is missing")
        }
        stored = try settings.reading("data_type") { () throws(DocumentFault) in try TypeName.v3(type) }
        let rounding = try settings.text("rounding") ?? "nearest-even"
        guard let rule = Self.roundings[rounding] else {
            throw settings.refusing("rounding is '\(rounding)'")
        }
        self.rounding = rule
        let range = try settings.text("out_of_range") ?? "error"
        guard let known = CastValue.Range(rawValue: range) else {
            throw settings.refusing("out_of_range is '\(range)'")
        }
        self.range = known
        pairs = try Self.pairs(settings, "decode")
        encodingPairs = try Self.pairs(settings, "encode")
    }

    private static func pairs(_ settings: CodecSettings, _ way: String) throws(DocumentFault) -> [Pair] {
        guard let maps = settings.configuration["scalar_map"], !maps.isNull else { return [] }
        guard let ways = maps.objectValue else { throw settings.refusing("scalar_map is no object") }
        guard let value = ways[way], !value.isNull else { return [] }
        guard let map = value.arrayValue else { throw settings.refusing("scalar_map: \(way) is no list") }
        let pairs = map.compactMap { pair in
            pair.arrayValue.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
        }
        guard pairs.count == map.count, map.count <= maxPairs else {
            throw settings.refusing("scalar_map is no list of pairs")
        }
        return pairs
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard case .number(let from) = stored.element, case .number(let to) = decoded.element else {
            throw .unsupported("codec cast_value from \(stored.element.name) to \(decoded.element.name)")
        }
        let cast = try cast(stored.element, from, decoded.element, to, pairs)
        var encoded = decoded
        encoded.element = stored.element
        encoded.bytes = .exactly(decoded.shape.reduce(1, *) * from.size)
        encoded.fillValue = try fillValue(decoded, to, from)
        return DecodeStep(step: .expand(cast), encoded: encoded)
    }

    /// What holes in shards behind this codec are: the array's fill value as the writer stored it; empty where it has no
    /// such value.
    private func fillValue(
        _ decoded: ChunkForm,
        _ from: DataType,
        _ to: DataType
    ) throws(DocumentFault) -> [UInt8] {
        let cast = try cast(decoded.element, from, stored.element, to, encodingPairs)
        var value = [UInt8](repeating: 0, count: to.size)
        let count = try? decoded.fillValue.withUnsafeBytes { fill in
            try value.withUnsafeMutableBytes { try cast.decode(fill, into: $0) }
        }
        return count == nil ? [] : value
    }

    private func cast(
        _ source: ElementType,
        _ from: DataType,
        _ target: ElementType,
        _ to: DataType,
        _ pairs: [Pair]
    ) throws(DocumentFault) -> CastValue {
        var exceptions: [CastValue.Exception] = []
        for pair in pairs {
            let key = try FillValue.bytes(pair.from, as: source, format: 3)
            exceptions.append(
                CastValue.Exception(
                    stored: key.withUnsafeBytes { ConvertibleNumber($0, 0, from) },
                    decoded: try FillValue.bytes(pair.to, as: target, format: 3)
                )
            )
        }
        return CastValue(from: from, to: to, rounding: rounding, range: range, exceptions: exceptions)
    }
}

/// Converts each number by value.
struct CastValue: Expansion {
    /// What becomes of a value that the type does not have.
    enum Range: String, Sendable { case error, clamp, wrap }

    struct Exception: Sendable {
        let stored: ConvertibleNumber
        let decoded: [UInt8]
    }

    let from: DataType
    let to: DataType
    let rounding: FloatingPointRoundingRule
    let range: Range
    let exceptions: [Exception]

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let count = input.count / from.size
        guard input.count.isMultiple(of: from.size) else {
            throw .invalid("\(input.count) bytes are no whole numbers of \(from.name)")
        }
        guard count <= output.count / to.size else { throw .outputFull }
        for index in 0..<count {
            let number = ConvertibleNumber(input, index * from.size, from)
            if let exception = exceptions.first(where: { $0.stored.equals(number) }) {
                for (offset, byte) in exception.decoded.enumerated() {
                    output[index * to.size + offset] = byte
                }
            } else {
                try cast(number).store(output, index * to.size, to)
            }
        }
        return count * to.size
    }

    private func cast(_ number: ConvertibleNumber) throws(CodecFault) -> ConvertibleNumber {
        switch to {
        case .bool: number.double == 0 ? .unsigned(0) : .unsigned(1)
        case .int8: try integer(number, Int8.self)
        case .int16: try integer(number, Int16.self)
        case .int32: try integer(number, Int32.self)
        case .int64: try integer(number, Int64.self)
        case .uint8: try integer(number, UInt8.self)
        case .uint16: try integer(number, UInt16.self)
        case .uint32: try integer(number, UInt32.self)
        case .uint64: try integer(number, UInt64.self)
        case .float16: try float(number, most: 65504)
        case .float32: try float(number, most: Double(Float.greatestFiniteMagnitude))
        case .float64: number
        }
    }

    private func integer<Number: FixedWidthInteger>(
        _ number: ConvertibleNumber,
        _ type: Number.Type
    ) throws(CodecFault) -> ConvertibleNumber {
        let exact: Number?
        let isNegative: Bool
        let bits: UInt64
        switch number {
        case .signed(let value):
            (exact, isNegative, bits) = (Number(exactly: value), value < 0, UInt64(bitPattern: value))
        case .unsigned(let value): (exact, isNegative, bits) = (Number(exactly: value), false, value)
        case .floating(let value):
            let whole = value.rounded(rounding)
            guard !whole.isNaN else { throw .invalid("a NaN is no \(to.name)") }
            (exact, isNegative) = (Number(exactly: whole), whole < 0)
            // The remainder of 2^64 is exact.
            let rest = whole.isFinite ? whole.truncatingRemainder(dividingBy: 0x1p64) : 0
            let size = UInt64(rest.magnitude)
            bits = rest < 0 ? 0 &- size : size
            if exact == nil, range == .wrap, !whole.isFinite { throw .invalid("\(value) is no \(to.name)") }
        }
        if let exact { return ConvertibleNumber(integer: exact) }
        switch range {
        case .error: throw .invalid("\(number.double) is no \(to.name)")
        case .clamp: return ConvertibleNumber(integer: isNegative ? Number.min : Number.max)
        case .wrap: return ConvertibleNumber(integer: Number(truncatingIfNeeded: bits))
        }
    }

    /// Rounds to the nearest; a finite number beyond the type's largest is out of range.
    private func float(_ number: ConvertibleNumber, most: Double) throws(CodecFault) -> ConvertibleNumber {
        let value = number.double
        guard value.isFinite, value.magnitude > most else { return .floating(value) }
        guard range == .clamp else { throw .invalid("\(value) is no \(to.name)") }
        return .floating(value < 0 ? -most : most)
    }
}

extension ConvertibleNumber {
    fileprivate init(integer: some FixedWidthInteger) {
        self = Int64(exactly: integer).map { .signed($0) } ?? .unsigned(UInt64(truncatingIfNeeded: integer))
    }

    /// The same value; a NaN is one.
    fileprivate func equals(_ other: ConvertibleNumber) -> Bool {
        switch (self, other) {
        case (.floating(let one), .floating(let two)): one == two || one.isNaN && two.isNaN
        case (.signed(let one), .signed(let two)): one == two
        case (.unsigned(let one), .unsigned(let two)): one == two
        default: false
        }
    }
}
