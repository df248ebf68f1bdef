internal import Glibc

/// Draws lines or symbols of the values at places all over a picture: it knows no grid, no protocol and no format.
protocol ShapeStyle: LegendKeys {
    /// Pixels from place to place.
    var step: Double { get }
    /// How many pixels beyond the picture's edges something may begin that reaches into it.
    var margin: Double { get }

    /// - Throws: what the canvas's `check` throws.
    func draw(_ field: ShapeField, in ink: ShapeInk, on canvas: ShapeCanvas) throws
}

/// The colours of lines and symbols, and the range of what they show.
struct ShapeInk: Sendable {
    let range: ColourRange
    /// From the least to the greatest value; nil for ink of one colour.
    private let tints: [Tint]?
    /// In the place of both.
    private let map: ColourMap?
    /// How many colours, and so how many lines, a request wants; nil for a fitting number.
    let bands: Int?
    /// Lines at a fixed step, whatever the range; nil for those that divide it.
    let interval: LevelInterval?

    /// Of what has no colour of a palette: dark, on a pale border where something else lies below.
    static let plain = Tint(Colour(0x20_20_20))
    static let border = Tint(.white, opacity: 200)

    init(
        range: ColourRange,
        palette: Palette?,
        map: ColourMap? = nil,
        bands: Int? = nil,
        interval: LevelInterval? = nil
    ) {
        (self.range, self.map, self.bands, self.interval) = (range, map, bands, interval)
        tints = palette.map { $0.part(PictureColours.maxPerPalette) }
    }

    /// The colour of a value; those beyond the range have that of its end.
    func tint(of value: Double) -> Tint {
        if let map { return map.tint(of: value) }
        guard let tints, !tints.isEmpty else { return Self.plain }
        let place = range.share(of: value) * Double(tints.count)
        guard place > 0 else { return tints[0] }
        return place < Double(tints.count) ? tints[Int(place)] : tints[tints.count - 1]
    }

    var isPlain: Bool { tints == nil && map == nil }

    /// Ascending values at which lines are drawn through some values: those that divide the range, or round numbers.
    func levels(through values: [Double]) -> [Double] {
        guard let interval else { return range.levels(bands: bands) }
        let ends = values.lazy.filter(\.isFinite).reduce((Double.infinity, -Double.infinity)) {
            (min($0.0, $1), max($0.1, $1))
        }
        return interval.levels(from: ends.0, to: ends.1)
    }
}

/// Values of lines at equal steps, which are multiples of it.
struct LevelInterval: Sendable, Equatable {
    let step: Double
    /// Beyond these no lines are drawn: a few values far off would have thousands.
    let lowest, highest: Double

    /// About so many lines are told apart on a map.
    private static let lines = 12.0
    /// How far beyond the bulk of values lines are drawn, in parts of its width.
    private static let reach = 2.0

    /// Of values whose bulk lies between two.
    init(around lower: Double, _ upper: Double) {
        let width = max(upper - lower, 0)
        step = NiceNumbers.step(atLeast: width / Self.lines)
        (lowest, highest) = (lower - width * Self.reach, upper + width * Self.reach)
    }

    /// Ascending.
    func levels(from lower: Double, to upper: Double) -> [Double] {
        let first = (max(lower, lowest) / step).rounded(.up)
        let last = (min(upper, highest) / step).rounded(.down)
        guard first <= last, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
        return (0...Int(last - first)).map { NiceNumbers.multiple(first + Double($0), of: step) }
    }
}

extension ColourRange {
    /// About so many lines are told apart on a map.
    private static let usualLevels = 10

    /// Values that divide the range: into so many parts, else at round numbers, about ten.
    func levels(bands: Int?) -> [Double] {
        if let bands { return (1..<max(bands, 2)).map { value(atShare: Double($0) / Double(max(bands, 2))) } }
        return isLogarithmic
            ? NiceNumbers.decades(from: minimum, to: maximum, count: Self.usualLevels)
            : NiceNumbers.ticks(from: minimum, to: maximum, count: Self.usualLevels)
    }
}
