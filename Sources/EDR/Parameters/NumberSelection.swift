internal import CF
internal import Cube
internal import Failures
internal import Grids

/// What `z`, or a custom dimension of numbers, requests (OGC 19-086r9, clause 8.2.4; digest: edr.md, section 7.2).
enum NumberSelection: Sendable, Equatable {
    case value(Double)
    case values([Double])
    /// Both ends included, in either order; nil is an open end.
    case interval(Double?, Double?)
    /// `repetitions + 1` values from `start`.
    case recurrence(repetitions: Int, start: Double, step: Double)

    /// More than any axis is worth naming one by one; an axis without order is searched through for each.
    static let maxValues = 1000
    private static let longestText = 65_536
    private static let expected =
        "a number, a list 'a,b', an interval 'a/b', '../b' or 'a/..', or 'Rn/start/step'"

    /// - Throws: `Failure.invalid`, naming `parameter`.
    init(_ text: String, parameter: String) throws(Failure) {
        guard text.utf8.count <= Self.longestText, let parsed = Self.parse(text) else {
            throw .invalid(parameter: parameter, received: text, expected: Self.expected)
        }
        self = parsed
    }

    private static func parse(_ text: String) -> NumberSelection? {
        if text.first == "R" || text.first == "r" { return parseRecurrence(text) }
        if text.contains("/") { return parseInterval(text) }
        var values: [Double] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard values.count < maxValues, let value = number(part) else { return nil }
            values.append(value)
        }
        return values.count == 1 ? .value(values[0]) : .values(values)
    }

    private static func parseInterval(_ text: String) -> NumberSelection? {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let isOpen = ends.map { $0 == ".." }
        let values = ends.map(number)
        guard isOpen[0] || values[0] != nil, isOpen[1] || values[1] != nil else { return nil }
        return .interval(values[0], values[1])
    }

    private static func parseRecurrence(_ text: String) -> NumberSelection? {
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let repetitions = count(parts[0]), repetitions < maxValues,
            let start = number(parts[1]), let step = number(parts[2]), step != 0
        else { return nil }
        return .recurrence(repetitions: repetitions, start: start, step: step)
    }

    private static func number(_ text: Substring) -> Double? {
        var scanner = TextScanner(text)
        scanner.skipBlanks()
        let value = scanner.takeNumber()
        scanner.skipBlanks()
        return scanner.isAtEnd ? value : nil
    }

    private static func count(_ text: Substring) -> Int? {
        var scanner = TextScanner(text)
        let value = scanner.takeCount()
        return scanner.isAtEnd ? value : nil
    }
}

extension NumberSelection {
    /// The selection as the cube knows it; of a recurrence those members that are positions of `axis`.
    func selector(for axis: Axis) -> AxisSelector {
        switch self {
        case .value(let value): return .value(value)
        case .values(let values): return .values(values)
        case .interval(let lower, let upper): return .interval(lower, upper)
        case .recurrence(let repetitions, let start, let step):
            let members = Self.members(repetitions, start, step)
            return .values(Self.positions(of: axis.cells, at: members) ?? members)
        }
    }

    /// The selection where it is not known before which positions there are.
    var selector: AxisSelector {
        switch self {
        case .value(let value): .value(value)
        case .values(let values): .values(values)
        case .interval(let lower, let upper): .interval(lower, upper)
        case .recurrence(let repetitions, let start, let step):
            .values(Self.members(repetitions, start, step))
        }
    }

    private static func members(_ repetitions: Int, _ start: Double, _ step: Double) -> [Double] {
        (0...repetitions).map { start + Double($0) * step }
    }

    /// The positions that are among `members` but for rounding, or nil when none is: then the members themselves say
    /// better what was asked.
    private static func positions(of cells: CellAxis, at members: [Double]) -> [Double]? {
        let found = members.filter { cells.index(exactly: $0) != nil }
        return found.isEmpty ? nil : found
    }
}
