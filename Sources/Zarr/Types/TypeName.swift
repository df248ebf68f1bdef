import JSON

/// A data type as documents write it, with the byte order that v2 puts into the name.
struct TypeName {
    let element: ElementType
    /// Of v2; little for types of v3 and where the name does not say.
    let endian: Endian

    /// Longer elements are refused: they are no values.
    private static let maxElementBytes = 1 << 20
    private static let maxFields = 1024
    private static let maxDepth = 8

    /// The numbers of the type; nil when it has none.
    var dataType: DataType? {
        if case .number(let type) = element { type } else { nil }
    }

    // MARK: - v2

    /// Reads a v2 `dtype` (NumPy's array interface: `<f8`, `|u1`, `M8[ns]`, a list of fields).
    ///
    /// `objects` is what `|O` means: the filter that makes bytes of its objects says so.
    static func v2(_ value: JSONValue, objects: ElementType? = nil, depth: Int = 0) throws(DocumentFault)
        -> TypeName
    {
        if let fields = value.arrayValue { return try record(v2: fields, depth: depth) }
        guard let text = value.stringValue else { throw .invalid("dtype is neither a text nor a list") }
        let (endian, code) = split(text)
        if let type = DataType.coded[code] { return TypeName(element: .number(type), endian: endian) }
        guard let element = try other(code) ?? (code == "O" ? objects : nil) else {
            throw .unsupported(code == "O" ? "data type |O without an object codec" : "data type \(text)")
        }
        return TypeName(element: element, endian: endian)
    }

    private static func other(_ code: String) throws(DocumentFault) -> ElementType? {
        switch code.first {
        case "c": return code == "c8" ? .complex(.float32) : code == "c16" ? .complex(.float64) : nil
        case "S", "U", "V":
            guard let count = Int(code.dropFirst()), count >= 0, count <= maxElementBytes else { return nil }
            // NumPy holds at least one byte or code point.
            return code.first == "S"
                ? .fixedBytes(max(count, 1)) : code.first == "U" ? .fixedText(max(count, 1)) : .raw(count)
        case "M", "m": return try time(code)
        default: return nil
        }
    }

    /// `M8[ns]`, `m8[25s]`; nil for what is no time.
    private static func time(_ code: String) throws(DocumentFault) -> ElementType? {
        guard code.dropFirst().hasPrefix("8") else { return nil }
        let inside = code.dropFirst(2)
        guard inside.first == "[", inside.last == "]" else {
            throw .unsupported("data type \(code) without a unit, as in \(code.prefix(2))[ns],")
        }
        let text = inside.dropFirst().dropLast()
        let digits = text.prefix { $0.isNumber }
        guard let unit = ElementType.TimeUnit(named: String(text.dropFirst(digits.count))) else {
            let known = ElementType.TimeUnit.listed
            throw .unsupported("the unit of data type \(code.prefix(40)) (known are \(known))")
        }
        guard let scale = digits.isEmpty ? 1 : Int64(digits),
            (1...ElementType.TimeUnit.maxScale).contains(scale)
        else { throw .unsupported("the multiple of a unit in data type \(code.prefix(40))") }
        return time(isDate: code.first == "M", (unit, Int(scale)))
    }

    private static func time(isDate: Bool, _ step: (unit: ElementType.TimeUnit, scale: Int)) -> ElementType {
        isDate ? .datetime(step.unit, step.scale) : .timedelta(step.unit, step.scale)
    }

    private static func record(v2 values: [JSONValue], depth: Int) throws(DocumentFault) -> TypeName {
        guard depth < maxDepth else { throw .unsupported("a structure of more than \(maxDepth) levels") }
        guard (1...maxFields).contains(values.count) else {
            throw .unsupported("a structure of \(values.count) fields (1 to \(maxFields) are)")
        }
        var fields: [ElementType.Field] = []
        for value in values {
            guard let parts = value.arrayValue, (2...3).contains(parts.count), let name = parts[0].stringValue
            else {
                throw .invalid("a field of dtype is no list of name and type")
            }
            let type = try v2(parts[1], depth: depth + 1)
            var count = 1
            if parts.count == 3 {
                for edge in try DocumentFields.integers(parts[2], "the shape of a field", least: 1) {
                    let (product, overflows) = count.multipliedReportingOverflow(by: edge)
                    guard !overflows, product <= maxElementBytes else { throw tooLong }
                    count = product
                }
            }
            fields.append(.init(name: name, element: type.element, count: count, endian: type.endian))
        }
        return TypeName(element: try checked(fields), endian: .little)
    }

    private static func checked(_ fields: [ElementType.Field]) throws(DocumentFault) -> ElementType {
        let element = ElementType.record(fields)
        if let field = fields.first(where: { $0.element.size == nil }) {
            throw .unsupported("the field '\(field.name.prefix(80))' of a structure, whose length varies,")
        }
        guard let size = element.size, size <= maxElementBytes else { throw tooLong }
        return element
    }

    private static var tooLong: DocumentFault {
        .unsupported("a structure of more than \(maxElementBytes) bytes")
    }

    private static func split(_ text: String) -> (Endian, String) {
        switch text.first {
        case "<", "|", "=": (.little, String(text.dropFirst()))
        case ">": (.big, String(text.dropFirst()))
        default: (.little, text)
        }
    }

    // MARK: - v3

    /// Reads a v3 `data_type`: a name, or an object with a name and a configuration.
    static func v3(_ value: JSONValue, depth: Int = 0) throws(DocumentFault) -> TypeName {
        let type = try Extension(value, "data_type")
        guard let element = try element(type, depth) else { throw .unsupported("data type \(type.name)") }
        return TypeName(element: element, endian: .little)
    }

    private static func element(_ type: Extension, _ depth: Int) throws(DocumentFault) -> ElementType? {
        if let number = DataType.named[type.name] { return .number(number) }
        if let narrow = NarrowType(rawValue: type.name) { return .narrow(narrow) }
        let configuration = TypeConfiguration(type: type)
        switch type.name {
        case "complex64", "complex_float32": return .complex(.float32)
        case "complex128", "complex_float64": return .complex(.float64)
        case "string": return .text
        case "bytes", "variable_length_bytes": return .bytes
        case "raw_bytes": return .raw(try configuration.length(most: maxElementBytes))
        case "null_terminated_bytes": return .fixedBytes(try configuration.length(most: maxElementBytes))
        case "fixed_length_utf32":
            return .fixedText(try configuration.length(most: maxElementBytes, step: 4) / 4)
        case "numpy.datetime64", "numpy.timedelta64":
            return time(isDate: type.name == "numpy.datetime64", try configuration.step())
        case "struct", "structured":
            return try record(v3: try configuration.fields(most: maxFields), depth)
        default: return bits(type.name)
        }
    }

    /// `r24`: so many bits.
    private static func bits(_ name: String) -> ElementType? {
        guard name.first == "r", let bits = Int(name.dropFirst()), bits > 0, bits.isMultiple(of: 8),
            bits / 8 <= maxElementBytes
        else { return nil }
        return .raw(bits / 8)
    }

    private static func record(v3 values: [JSONValue], _ depth: Int) throws(DocumentFault) -> ElementType {
        guard depth < maxDepth else { throw .unsupported("a structure of more than \(maxDepth) levels") }
        var fields: [ElementType.Field] = []
        for value in values {
            let (name, type) =
                value.arrayValue.map { ($0.first?.stringValue, $0.count == 2 ? $0[1] : nil) }
                ?? (value["name"]?.stringValue, value["data_type"])
            guard let name, let type else { throw .invalid("a field of a structure has no name or type") }
            let element = try v3(type, depth: depth + 1).element
            fields.append(.init(name: name, element: element, count: 1, endian: .little))
        }
        return try checked(fields)
    }
}
