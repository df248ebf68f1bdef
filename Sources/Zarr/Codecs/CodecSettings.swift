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
    func integer(_ key: String) throws(DocumentFault) -> Int? {
        guard let value = configuration[key], !value.isNull else { return nil }
        guard let number = value.integerValue else {
            throw .invalid("codec \(name): \(key) is not an integer")
        }
        return Int(number)
    }

    /// A text parameter; nil when it is absent or null.
    func text(_ key: String) throws(DocumentFault) -> String? {
        guard let value = configuration[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw .invalid("codec \(name): \(key) is not a text") }
        return text
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
        return try TypeName.v2(value)
    }

    func refusing(_ reason: String) -> DocumentFault { .invalid("codec \(name): \(reason)") }
}
