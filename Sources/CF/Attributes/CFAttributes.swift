package import JSON

/// Attributes as people write them: numbers may be text or lists of one, texts may have blanks around them.
package struct CFAttributes {
    package let object: JSONObject

    package init(_ object: JSONObject) {
        self.object = object
    }

    /// A text without blanks around it; an empty one counts as absent.
    package func text(_ name: String) -> String? {
        guard let text = single(name)?.stringValue else { return nil }
        let trimmed = Self.trimmed(text)
        return trimmed.isEmpty ? nil : trimmed
    }

    package func number(_ name: String) -> Double? {
        single(name).flatMap(Self.number)
    }

    /// The JSON numbers of an attribute that may be one number or a list; texts that hold numbers count.
    package func numberValues(_ name: String) -> [JSONValue] {
        guard let value = object[name] else { return [] }
        let values = value.arrayValue ?? [value]
        return values.compactMap { Self.number($0) == nil ? nil : Self.plain($0) }
    }

    /// Names separated by blanks or commas.
    package func names(_ name: String) -> [String] {
        guard let text = text(name) else { return [] }
        return text.split { $0 == " " || $0 == "," || $0 == "\n" || $0 == "\t" }.map(String.init)
    }

    private func single(_ name: String) -> JSONValue? {
        guard let value = object[name] else { return nil }
        guard let values = value.arrayValue else { return value }
        return values.count == 1 ? values[0] : nil
    }

    package static func number(_ value: JSONValue) -> Double? {
        if let number = value.doubleValue { return number }
        guard let text = value.stringValue.map(trimmed), !text.isEmpty else { return nil }
        return word(text) ?? Double(text)
    }

    /// `NaN` and the infinities as Zarr v2 and Icechunk spell them in JSON.
    private static func word(_ text: String) -> Double? {
        switch text.lowercased() {
        case "nan": .nan
        case "infinity", "inf": .infinity
        case "-infinity", "-inf": -.infinity
        default: nil
        }
    }

    /// A number that was written as text, as a number.
    private static func plain(_ value: JSONValue) -> JSONValue {
        guard let text = value.stringValue.map(trimmed) else { return value }
        if let integer = Int64(text) { return .integer(integer) }
        if let integer = UInt64(text) { return .unsigned(integer) }
        return number(value).map { .number($0) } ?? value
    }

    private static func trimmed(_ text: String) -> String {
        let blanks: Set<Character> = [" ", "\n", "\t", "\r", "\0"]
        let start = text.firstIndex { !blanks.contains($0) } ?? text.endIndex
        let end = text.lastIndex { !blanks.contains($0) }.map { text.index(after: $0) } ?? start
        return String(text[start..<end])
    }
}
