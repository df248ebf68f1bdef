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
        guard let map = try? ColourMap(.categories, entries) else { return nil }
        self = map
    }
}
