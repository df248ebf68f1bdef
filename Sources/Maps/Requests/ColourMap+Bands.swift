/// Areas between round numbers in one colour each.
extension ColourMap {
    /// Of a palette along a range, in as many bands as a request wants or about ten; nil where that is more than a map can have.
    init?(bandsOf palette: Palette, _ range: ColourRange, _ choice: ColourScale) {
        let inner = range.levels(bands: choice.bands).filter { $0 > range.minimum && $0 < range.maximum }
        let tints = palette.banded(inner.count + 1).part(inner.count + 1)
        guard let lowest = tints.first, tints.count == inner.count + 1 else { return nil }
        let below = choice.outer.below.tint, above = choice.outer.above.tint
        var entries = [Entry(-.infinity, below ?? lowest)]
        if below != nil { entries.append(Entry(range.minimum, lowest)) }
        entries += zip(inner, tints.dropFirst()).map { Entry($0, $1) }
        if let above { entries.append(Entry(range.maximum, above)) }
        let step = zip(inner.dropFirst(), inner).map { $0 - $1 }.min() ?? (range.maximum - range.minimum)
        let starts = entries.map(\.value)
        let labelled = entries.enumerated().map { index, entry in
            let ends = (entry.value, index + 1 < starts.count ? starts[index + 1] : .infinity)
            return Entry(entry.value, entry.tint, label: Self.words(from: ends.0, to: ends.1, step: step))
        }
        guard let map = try? ColourMap(.categories, labelled) else { return nil }
        self = map
    }

    private static func words(from lower: Double, to upper: Double, step: Double) -> String {
        let text = { (number: Double) in NiceNumbers.text(number, step: step) }
        guard lower.isFinite else { return upper.isFinite ? "< \(text(upper))" : "" }
        return upper.isFinite ? "\(text(lower)) – \(text(upper))" : "≥ \(text(lower))"
    }
}
