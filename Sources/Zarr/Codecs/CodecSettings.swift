import JSON

/// A codec as a document names it: what a factory of the registry makes a `Codec` from.
struct CodecSettings {
    let name: String
    let configuration: JSONObject
    /// 2 or 3: some codecs have other defaults in each.
    let format: Int
    /// How many codecs this one stands inside.
    let depth: Int
    let limits: ZarrLimits

    /// An integer parameter; nil when it is absent or null.
    ///
    /// Writers that are no Python write numbers as texts (CDO), or whole numbers with a point.
    func integer(_ key: String) throws(DocumentFault) -> Int? {
        guard let value = configuration[key], !value.isNull else { return nil }
        let number =
            switch value {
            case .string(let text): Int(text)
            case .number(let number): Int(exactly: number)
            default: value.integerValue.flatMap { Int(exactly: $0) }
            }
        guard let number else { throw refusing(key, value, "no integer") }
        return number
    }

    /// An integer parameter of a range; nil when it is absent or null.
    func integer(_ key: String, in range: ClosedRange<Int>) throws(DocumentFault) -> Int? {
        guard let number = try integer(key) else { return nil }
        guard range.contains(number) else {
            throw refusing("\(key) is \(number), it must be \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A finite number; nil when it is absent or null.
    func number(_ key: String) throws(DocumentFault) -> Double? {
        guard let value = configuration[key], !value.isNull else { return nil }
        let number = value.stringValue.map { Double($0) } ?? value.doubleValue
        guard let number, number.isFinite else { throw refusing(key, value, "no number") }
        return number
    }

    /// A text parameter; nil when it is absent or null.
    func text(_ key: String) throws(DocumentFault) -> String? {
        guard let value = configuration[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw refusing(key, value, "no text") }
        return text
    }

    /// Runs what reads a parameter, so that its refusal names codec and parameter.
    func reading<Value>(
        _ key: String,
        _ body: () throws(DocumentFault) -> Value
    ) throws(DocumentFault) -> Value {
        do throws(DocumentFault) {
            return try body()
        } catch {
            switch error {
            case .invalid(let reason): throw refusing("\(key): \(reason)")
            case .unsupported(let feature): throw .unsupported("codec \(name) with \(key) of \(feature)")
            case .chunksTooLarge: throw error
            }
        }
    }

    /// Without `numcodecs.`, under which v3 knows the codecs of v2.
    var plainName: String {
        let prefix = "numcodecs."
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// Of numcodecs' filters on numbers, which v2 knows as bytes to bytes and v3 as array to array.
    var filterKind: CodecKind { format == 2 ? .bytesToBytes : .arrayToArray }

    /// A parameter that names a type, as v2 or v3 spell it; nil when it is absent.
    func type(_ key: String) throws(DocumentFault) -> TypeName? {
        guard let value = configuration[key], !value.isNull else { return nil }
        if let text = value.stringValue, let type = DataType.named[text] {
            return TypeName(element: .number(type), endian: .little)
        }
        return try reading(key) { () throws(DocumentFault) in try TypeName.v2(value) }
    }

    func refusing(_ reason: String) -> DocumentFault { .invalid("codec \(name): \(reason)") }

    private func refusing(_ key: String, _ value: JSONValue, _ reason: String) -> DocumentFault {
        let text = String(decoding: value.bytes.prefix(40), as: UTF8.self)
        return refusing("\(key) is \(text), which is \(reason)")
    }
}
