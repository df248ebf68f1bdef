internal import Cube
internal import Failures
internal import Grids

/// A value of ELEVATION, or of another dimension of numbers, and the position that it means: of several the largest.
struct PositionSelection {
    let selector: AxisSelector
    /// What is drawn in place of what was asked for; nil for the same.
    let substitute: DimensionSelection.Substitute?

    private struct Found {
        let number: Double
        let substitute: DimensionSelection.Substitute?
    }

    /// `expected` says what would pass.
    init(
        _ text: String,
        of axis: Axis,
        parameter: String,
        expected: String,
        tolerance: DimensionTolerance?
    ) throws(Failure) {
        let refusal = Failure.invalid(parameter: parameter, received: text, expected: expected)
        guard let items = DimensionSelection.items(text) else { throw refusal }
        var ranges: [(lower: Double, upper: Double, step: Double?)] = []
        for item in items {
            guard let range = Self.range(item) else { throw refusal }
            ranges.append(range)
        }
        if let only = ranges.first, ranges.count == 1, only.lower == only.upper, tolerance == nil {
            (selector, substitute) = (.value(only.lower), nil)
            return
        }
        let found = ranges.compactMap { Self.found($0, on: axis, tolerance) }
        guard let last = found.max(by: { $0.number < $1.number }) else { throw refusal }
        selector = .value(last.number)
        substitute = found.contains { $0.number != last.number } ? .last : last.substitute
    }

    /// `5`, `0/10` or `0/10/2`; nil for other texts, and where the end comes first.
    private static func range(_ item: Substring) -> (lower: Double, upper: Double, step: Double?)? {
        let parts = item.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { DecimalNumber.number($0) }
        guard numbers.count == parts.count, (1...3).contains(numbers.count) else { return nil }
        let upper = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : nil
        guard numbers[0] <= upper, step ?? 1 > 0 else { return nil }
        return (numbers[0], upper, step)
    }

    private static func found(
        _ range: (lower: Double, upper: Double, step: Double?),
        on axis: Axis,
        _ tolerance: DimensionTolerance?
    ) -> Found? {
        if range.lower == range.upper { return position(of: range.lower, on: axis, tolerance) }
        let inside = ((try? axis.indices(.interval(range.lower, range.upper))) ?? [])
            .flatMap { run in (0..<run.count).map { axis.cells.number(at: run[$0]) } }
        guard let largest = inside.max(), let least = inside.min() else { return nil }
        let stepped = range.step.map { step in
            inside.filter { number in
                let steps = (number - range.lower) / step
                return abs(steps - steps.rounded()) < 1e-6
            }
        }
        if let number = stepped?.max() {
            return Found(number: number, substitute: least == largest ? nil : .last)
        }
        return Found(
            number: largest,
            substitute: range.step != nil ? .nearest : least == largest ? nil : .last
        )
    }

    /// The position whose cell holds a number, or the nearest within a tolerance.
    private static func position(of number: Double, on axis: Axis, _ tolerance: DimensionTolerance?)
        -> Found?
    {
        let index: Int?
        if let tolerance {
            let known = (0..<axis.cells.count).lazy.filter { axis.cells.centres[$0].isFinite }
            let nearest = known.min {
                abs(axis.cells.number(at: $0) - number) < abs(axis.cells.number(at: $1) - number)
            }
            index = nearest.flatMap { tolerance.allows(axis.cells.number(at: $0), for: number) ? $0 : nil }
        } else {
            index = (try? axis.indices(.value(number)))?.first?.start
        }
        return index.map {
            Found(
                number: axis.cells.number(at: $0),
                substitute: axis.cells.isNumber(number, at: $0) ? nil : .nearest
            )
        }
    }
}
