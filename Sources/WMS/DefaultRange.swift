internal import Cube
internal import Execution
internal import JSON
internal import Rendering
internal import Synchronization

/// The colour range of a layer when a request names none.
///
/// In this order: `actual_range`; `valid_range` or `valid_min` and `valid_max`, unpacked; the range that is usual for
/// the quantity, for variables without levels; the values of a bounded sample of the default time and the level asked
/// for (`RangeSample`). The last is kept per variable, level and state of the dataset, so that all tiles agree.
final class DefaultRange: Sendable {
    private struct Key: Hashable {
        let dataset: DatasetAddress
        let snapshot: String
        let variable: String
        let level: Int?
    }

    private struct Entry {
        let policy: Policy
        let range: (Double, Double)
    }

    /// Beyond this many all are forgotten: a sample is cheap, and nobody looks at so many layers at once.
    private static let mostKept = 4096

    private let kept = Mutex<[Key: Entry]>([:])

    /// The range for a picture whose positions on the other axes are known.
    ///
    /// - Throws: `Failure` or `Interruption` when a sample is needed and nothing of it can be read.
    func range(of plan: MapPlan, isLogarithmic: Bool, context: WorkContext) throws -> ColourRange {
        let (lower, upper) = try bounds(of: plan.inStoredUnits, context: context)
        guard let conversion = plan.variable.converted?.by else {
            return Self.range(lower, upper, isLogarithmic: isLogarithmic)
        }
        let ends = [conversion(lower), conversion(upper)]
        return Self.range(min(ends[0], ends[1]), max(ends[0], ends[1]), isLogarithmic: isLogarithmic)
    }

    /// A range that exists whatever the numbers: logarithmic ones begin three decades below their end if they must.
    static func range(_ lower: Double, _ upper: Double, isLogarithmic: Bool) -> ColourRange {
        let logarithmic = { (low: Double) in ColourRange(minimum: low, maximum: upper, isLogarithmic: true) }
        if isLogarithmic, upper > 0, let range = logarithmic(lower) ?? logarithmic(upper / 1000) {
            return range
        }
        return ColourRange(minimum: lower, maximum: upper) ?? ColourRange.unit
    }

    private func bounds(of plan: MapPlan, context: WorkContext) throws -> (Double, Double) {
        let variable = plan.variable
        if let stated = Self.stated(variable) { return stated }
        let level = plan.matches.first { $0.axis.role == .vertical && $0.axis.count > 1 }?.index
        if level == nil, let usual = UsualRange.of(variable) { return (usual.minimum, usual.maximum) }
        let key = Key(
            dataset: DatasetAddress(id: plan.dataset.address.id, groups: plan.dataset.address.groups),
            snapshot: plan.dataset.version.snapshot,
            variable: variable.name,
            level: level
        )
        let policy = plan.dataset.policy
        if let entry = kept.withLock({ $0[key] }), entry.policy == policy { return entry.range }
        let range = try RangeSample(plan: plan, context: context).range()
        kept.withLock { kept in
            if kept.count >= Self.mostKept { kept.removeAll() }
            kept[key] = Entry(policy: policy, range: range)
        }
        return range
    }

    /// Valid ranges of so many stored steps or units say what a number can be, not what it usually is.
    private static let widestValidRange = 60_000.0

    /// What the variable's attributes say (CF 1.11, section 2.5.1: valid ranges are packed, actual ones are not).
    private static func stated(_ variable: Variable) -> (Double, Double)? {
        let attributes = variable.stored.attributes
        if let range = pair(attributes["actual_range"]?.arrayValue) { return range }
        let packing = variable.packing
        guard let lower = packing.validMinimum?.double, let upper = packing.validMaximum?.double,
            upper - lower < widestValidRange
        else { return nil }
        let ends = [lower, upper].map { $0 * packing.scale + packing.offset }.sorted()
        return pair([.number(ends[0]), .number(ends[1])])
    }

    private static func pair(_ values: [JSONValue]?) -> (Double, Double)? {
        guard let numbers = values?.compactMap(\.doubleValue), numbers.count == 2 else { return nil }
        return ColourRange(minimum: numbers[0], maximum: numbers[1]).map { ($0.minimum, $0.maximum) }
    }
}

extension ColourRange {
    /// 0…1: for data of which nothing is known.
    static let unit = ColourRange(minimum: 0, span: 1)
}
