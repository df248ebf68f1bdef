internal import CF
internal import Execution
internal import Failures
internal import Grids

/// The levels of one variable as a question about their real values means them: read where they are computed.
struct LevelBinding {
    /// Indices that are one part of a plan, and the levels of that part with their real values.
    struct Part {
        let ranges: [[IndexRange]]
        let levels: Axis
        var blend: LevelBlend?
    }

    let dataset: Dataset
    let variable: Variable
    let quantity: VerticalQuantity
    let selector: AxisSelector
    let axis: Axis
    /// Of the levels.
    let dimension: Int
    var method = LevelMethod.nearest

    /// Columns that a question makes at most: each is a coverage of its own, and is told apart from all others.
    static let maxColumns = 2_000
    /// Levels of one column: models have a few hundred.
    private static let maxLevels = 10_000
    /// Levels of all columns together, some tens of bytes each.
    private static let maxHeld = 1_000_000

    /// The parts that some indices of all dimensions become: one, or one for each time where terms vary over it.
    ///
    /// - Throws: `outsideDomain` where no column has a level that is meant, `tooLarge`, and as reading.
    func parts(
        of ranges: [[IndexRange]],
        _ formula: BoundFormula,
        context: WorkContext
    ) throws(Failure) -> [Part] {
        let columns = try columns(of: ranges, formula)
        guard let values = try read(formula, wanted(columns), context: context) else {
            throw outside(nil)
        }
        var (parts, extent): ([Part], ClosedRange<Double>?) = ([], nil)
        let positions = columns.positions
        for number in 0..<columns.count {
            let place = columns.place(number, of: positions)
            let choice = LevelChoice(values: heights(formula, values, at: place))
            extent = Self.union(extent, choice.extent)
            var ranges = ranges
            for changed in columns.changing {
                ranges[changed] = [IndexRange(start: place[changed], count: 1)]
            }
            if let part = part(ranges, choice, units: formula.units) { parts.append(part) }
        }
        guard !parts.isEmpty else { throw outside(extent) }
        return parts
    }

    /// The same of numbers that need nothing, or nothing but another sign.
    func own(_ ranges: [[IndexRange]], sign: Double) throws(Failure) -> Part {
        try checkLevels()
        let choice = LevelChoice(values: levels.map { sign * axis.cells.number(at: $0) })
        guard let part = part(ranges, choice, units: axis.units) else { throw outside(choice.extent) }
        return part
    }

    /// Whether values between levels are told: an interval means the levels that lie in it.
    var isBetween: Bool { method == .linear && !selector.numbers.isEmpty }

    /// The levels of one column that are meant, or the values between them; nil where there are none.
    private func part(_ ranges: [[IndexRange]], _ choice: LevelChoice, units: String?) -> Part? {
        var ranges = ranges
        guard isBetween else {
            let found = choice.indices(selector)
            guard !found.isEmpty else { return nil }
            ranges[dimension] = IndexRange.runs(of: found)
            return Part(ranges: ranges, levels: axis.levels(choice.values, of: quantity, units: units))
        }
        let pairs = selector.numbers.map { ($0, choice.pair(at: $0, by: .linear, of: quantity)) }
        let found = pairs.compactMap { value, pair in pair.map { (value, $0) } }
        guard !found.isEmpty else { return nil }
        let read = Set(found.flatMap { [$1.first, $1.second] }).sorted()
        let order = Dictionary(uniqueKeysWithValues: zip(read, read.indices))
        ranges[dimension] = IndexRange.runs(of: read)
        let blend = LevelBlend(
            pairs: found.map { LevelPair(order[$1.first] ?? 0, order[$1.second] ?? 0, share: $1.share) },
            count: read.count
        )
        return Part(
            ranges: ranges,
            levels: axis.levels(found.map(\.0), of: quantity, units: units),
            blend: blend
        )
    }

    var levels: [Int] { Array(0..<axis.count) }

    /// The places and times of some indices at which levels differ.
    ///
    /// - Throws: `unsupported` for more than one cell, `tooLarge`.
    func columns(of ranges: [[IndexRange]], _ formula: BoundFormula) throws(Failure) -> LevelColumns {
        let cells = variable.gridDimensions?.all ?? []
        guard cells.allSatisfy({ ranges[$0].indexCount == 1 }) else {
            throw .unsupported(
                reason: "The levels of '\(variable.name)' have another \(quantity.rawValue) at every place"
            )
        }
        try checkLevels()
        let columns = LevelColumns(changing: formula.changing(besides: cells), ranges: ranges)
        let most = min(Self.maxColumns, Self.maxHeld / max(axis.count, 1), dataset.limits.chunks)
        guard columns.count <= most else {
            throw .tooLarge(
                limit: .chunks,
                allowed: most,
                requested: columns.count,
                advice: Self.advice(most)
            )
        }
        return columns
    }

    /// The positions along each dimension that terms are read for.
    func wanted(_ columns: LevelColumns) -> [[Int]] {
        var wanted = columns.positions
        wanted[dimension] = levels
        return wanted
    }

    func checkLevels() throws(Failure) {
        guard axis.count > Self.maxLevels else { return }
        throw .unsupported(reason: "The levels of '\(variable.name)' are too many to be computed")
    }

    /// Heights, depths or pressures of all levels at one place and time.
    func heights(_ formula: BoundFormula, _ values: [TermValues], at place: [Int]) -> [Double] {
        let columns = values.map { ($0.term.name, $0.column(at: place, level: dimension, levels: levels)) }
        let terms = ColumnTerms(Dictionary(columns) { first, _ in first }, count: axis.count)
        let heights = formula.formula.values(terms)
        return quantity == .depth ? heights.map { -$0 } : heights
    }

    func outside(_ extent: ClosedRange<Double>?) -> Failure {
        .outsideDomain(
            axis: quantity.rawValue,
            received: selector.number,
            extent: extent.map { "\(Axis.text($0.lowerBound))…\(Axis.text($0.upperBound))" }
                ?? "no level there"
        )
    }

    private static func advice(_ most: Int) -> String {
        "Levels have other heights at every time here: ask for at most \(most) times at once."
    }

    private static func union(_ one: ClosedRange<Double>?, _ other: ClosedRange<Double>?) -> ClosedRange<
        Double
    >? {
        guard let one, let other else { return one ?? other }
        return min(one.lowerBound, other.lowerBound)...max(one.upperBound, other.upperBound)
    }
}

extension AxisSelector {
    /// The numbers that are asked for, each once; none for an interval, or everything.
    fileprivate var numbers: [Double] {
        switch self {
        case .value(let value): [value]
        case .values(let values):
            values.reduce(into: []) { numbers, value in
                if !numbers.contains(value) { numbers.append(value) }
            }
        default: []
        }
    }

    /// The number that was asked for, where it was one.
    fileprivate var number: String {
        if case .value(let value) = self { Axis.text(value) } else { "" }
    }
}
