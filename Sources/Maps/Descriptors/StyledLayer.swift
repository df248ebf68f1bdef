/// What a styled layer descriptor says of how numbers are coloured (OGC 02-070, section 11.4; OGC 05-077r4, section 11.6).
///
/// `RasterSymbolizer` with `Opacity` and `ColorMap`: entries as a ramp, intervals or values, `Categorize` and `Interpolate`.
package struct StyledLayer: Sendable {
    /// The layers that it is for; empty where it names none.
    package let names: [String]
    /// Nil where it has no colours of its own.
    package let map: ColourMap?
    /// 0…1; what `map` has of it is in its tints.
    package let opacity: Double
    /// Elements that have no effect.
    package let idle: [String]

    private static let understood = ["Opacity", "ColorMap", "Name", "Description", "Title", "Abstract"]

    /// - Throws: `ColourMapRefusal`.
    package init(_ text: String) throws(ColourMapRefusal) {
        let root: MarkupElement
        do throws(MarkupRefusal) {
            root = try MarkupReader.root(of: text)
        } catch {
            throw .document(error.description)
        }
        let symbolizers = root.all("RasterSymbolizer")
        guard symbolizers.count == 1, let symbolizer = symbolizers.first else {
            throw .unreadable("\(symbolizers.count) of RasterSymbolizer", expected: "one")
        }
        names = root.all("NamedLayer").compactMap { $0["Name"]?.text }.filter { !$0.isEmpty }
        let opacity = try symbolizer["Opacity"].map { (element) throws(ColourMapRefusal) in
            try Self.share(element.wholeText, of: "Opacity")
        }
        self.opacity = opacity ?? 1
        map = try symbolizer["ColorMap"].map { (element) throws(ColourMapRefusal) in
            try Self.map(element).faded(to: opacity ?? 1)
        }
        var idle: [String] = []
        for child in symbolizer.children
        where !Self.understood.contains(child.name) && !idle.contains(child.name) {
            idle.append(String(child.name.prefix(40)))
        }
        self.idle = Array(idle.prefix(8)).filter { $0.utf8.allSatisfy { (0x30..<0x7B).contains($0) } }
    }

    private static func map(_ element: MarkupElement) throws(ColourMapRefusal) -> ColourMap {
        if let function = element["Categorize"] { return try categorized(function) }
        if let function = element["Interpolate"] { return try interpolated(function) }
        let word = element.attributes["type"] ?? "ramp"
        guard let kind = ColourMap.Kind(rawValue: word), kind != .categories else {
            throw .unreadable(word, expected: "a ColorMap of type ramp, intervals or values")
        }
        var entries: [ColourMap.Entry] = []
        for child in element.children where child.name == "ColorMapEntry" {
            let opacity = try child.attributes["opacity"].map { (text) throws(ColourMapRefusal) in
                try share(text, of: "opacity")
            }
            let tint = try tint(child.attributes["color"] ?? "")
            entries.append(
                ColourMap.Entry(
                    try number(child.attributes["quantity"] ?? ""),
                    Tint(tint.colour, opacity: UInt8((255 * (opacity ?? 1)).rounded())),
                    label: child.attributes["label"]
                )
            )
        }
        return try ColourMap(kind, entries)
    }

    /// A value, and then a threshold and the value from there on, as often as it takes.
    private static func categorized(_ function: MarkupElement) throws(ColourMapRefusal) -> ColourMap {
        let parts = function.children.filter { ["Value", "Threshold"].contains($0.name) }
        var (entries, start) = ([ColourMap.Entry](), -Double.infinity)
        for (index, part) in parts.enumerated() {
            let wanted = index % 2 == 0 ? "Value" : "Threshold"
            guard part.name == wanted else { throw .unreadable(part.name, expected: wanted) }
            if wanted == "Value" {
                entries.append(ColourMap.Entry(start, try tint(part.wholeText)))
            } else {
                let threshold = try number(part.wholeText)
                guard threshold > start else {
                    throw .unreadable(part.wholeText, expected: "thresholds that rise")
                }
                start = threshold
            }
        }
        guard parts.count % 2 == 1 else { throw .unreadable("Categorize", expected: "a Value at its end") }
        let belongsBelow =
            (function.attributes["thresholdsBelongTo"] ?? function.attributes["threshholdsBelongTo"])
            == "preceding"
        return try ColourMap(.categories, entries, belongsBelow: belongsBelow)
    }

    private static func interpolated(_ function: MarkupElement) throws(ColourMapRefusal) -> ColourMap {
        let mode = function.attributes["mode"] ?? "linear"
        guard mode == "linear" else { throw .unreadable(mode, expected: "the mode linear") }
        var entries: [ColourMap.Entry] = []
        for point in function.children where point.name == "InterpolationPoint" {
            entries.append(
                ColourMap.Entry(
                    try number(point["Data"]?.wholeText ?? ""),
                    try tint(point["Value"]?.wholeText ?? "")
                )
            )
        }
        return try ColourMap(.ramp, entries)
    }

    private static func tint(_ text: String) throws(ColourMapRefusal) -> Tint {
        guard let tint = Tint(text: text) else {
            throw .unreadable(text, expected: "a colour such as #FF0000")
        }
        return tint
    }

    private static func number(_ text: String) throws(ColourMapRefusal) -> Double {
        guard let number = DecimalNumber.number(text[...]), number.isFinite else {
            throw .unreadable(text, expected: "a number")
        }
        return number
    }

    private static func share(_ text: String, of name: String) throws(ColourMapRefusal) -> Double {
        let share = try number(text)
        guard (0...1).contains(share) else { throw .unreadable(text, expected: "\(name) from 0 to 1") }
        return share
    }
}
