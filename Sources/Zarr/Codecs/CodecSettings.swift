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

    func refusing(_ reason: String) -> DocumentFault { .invalid("codec \(name): \(reason)") }
}
