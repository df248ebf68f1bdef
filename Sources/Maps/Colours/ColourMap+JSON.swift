internal import JSON

/// `COLORMAP`: colours as JSON.
///
/// `["navy","white","#FF0000"]` are the colours of a palette, evenly along the range; `[[0,"navy"],[20,"white"]]` stand at
/// numbers, with straight lines between them; `{"type":"intervals","stops":[[0,"navy"],[20,"white"]]}` names the kind: `ramp`,
/// `intervals` or `values`.
package enum RequestedColours: Sendable {
    case palette(Palette)
    case map(ColourMap)

    private static let limits = JSONParser.Limits(depth: 4, bytes: 16 << 10, memory: 1 << 20)

    /// - Throws: `ColourMapRefusal`.
    package init(json text: String) throws(ColourMapRefusal) {
        let value: JSONValue
        do throws(JSONError) {
            value = try Self.parsed(text)
        } catch {
            throw .document(error.description)
        }
        if let list = value.arrayValue {
            self =
                try list.first?.stringValue == nil
                ? .map(Self.map(.ramp, list)) : .palette(Self.palette(list))
            return
        }
        guard let object = value.objectValue, let list = object["stops"]?.arrayValue else {
            throw .unreadable(
                text,
                expected: "a list of colours, a list of [number, colour], or an object with stops"
            )
        }
        let word = object["type"].map { $0.stringValue ?? "" } ?? "ramp"
        guard let kind = ColourMap.Kind(rawValue: word), kind != .categories else {
            throw .unreadable(word, expected: "the type ramp, intervals or values")
        }
        self = .map(try Self.map(kind, list))
    }

    private static func parsed(_ text: String) throws(JSONError) -> JSONValue {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in
                try JSONParser.parse(bytes, limits: limits, grammar: .strict)
            }
        }
        return try result.get()
    }

    private static func palette(_ list: [JSONValue]) throws(ColourMapRefusal) -> Palette {
        guard (2...ColourMap.mostEntries).contains(list.count) else {
            throw .entries(list.count, least: 2, most: ColourMap.mostEntries)
        }
        var tints: [Tint] = []
        for value in list { tints.append(try tint(value)) }
        return Palette(requested: tints)
    }

    private static func map(_ kind: ColourMap.Kind, _ list: [JSONValue]) throws(ColourMapRefusal) -> ColourMap
    {
        var entries: [ColourMap.Entry] = []
        for value in list.prefix(ColourMap.mostEntries + 1) {
            guard let pair = value.arrayValue, pair.count == 2, let number = pair[0].doubleValue,
                number.isFinite
            else {
                throw .unreadable("\(value)", expected: "a stop such as [20, \"white\"]")
            }
            entries.append(ColourMap.Entry(number, try tint(pair[1])))
        }
        return try ColourMap(kind, entries)
    }

    private static func tint(_ value: JSONValue) throws(ColourMapRefusal) -> Tint {
        guard let text = value.stringValue else {
            throw .unreadable("\(value)", expected: "a colour as text")
        }
        guard let tint = text.lowercased() == "transparent" ? Tint(.white, opacity: 0) : Tint(text: text)
        else {
            throw .unreadable(text, expected: "a colour such as #FF0000, #80FF0000 or red")
        }
        return tint
    }
}
