internal import CF
package import Cube
package import Failures
internal import Grids

/// All positions of a dimension that a request means (OGC 06-042, annex D): what a plot or an animation shows one after the
/// other, where a picture draws the last.
package struct SeveralPositions: Sendable {
    /// On the axis, each once; times and numbers ascending, labels as the request lists them.
    package let indices: [Int]

    /// `text` is what a request says under the name `parameter`.
    ///
    /// - Throws: `invalid` for texts that are no such value, and for those that mean no position.
    package init(_ text: String, of dimension: LayerDimension, parameter: String) throws(Failure) {
        let axis = dimension.axis
        let refusal = Failure.invalid(
            parameter: parameter,
            received: text,
            expected:
                "values, 'first/last' or 'first/last/step', at most \(DimensionSelection.maxItems) of them, "
                + "within \(axis.extentText)"
        )
        guard let items = DimensionSelection.items(text) else { throw refusal }
        let found: [Int]?
        if let times = axis.times {
            found = Self.times(items, axis, times)
        } else if let labels = axis.labels, items.allSatisfy({ labels.index(of: String($0)) != nil }) {
            found = items.compactMap { labels.index(of: String($0)) }
        } else {
            found = Self.numbers(items, axis)
        }
        guard let found, !found.isEmpty else { throw refusal }
        var seen: Set<Int> = []
        indices = found.filter { seen.insert($0).inserted }
    }

    /// The positions of one axis, as a selector.
    package var selector: AxisSelector { .positions(IndexRange.runs(of: indices.sorted())) }

    private static func times(_ items: [Substring], _ axis: Axis, _ times: TimeCoordinates) -> [Int]? {
        let steps = TimeSteps(axis, times)
        var found: [Int] = []
        for item in items {
            guard let asked = AskedTime(item, among: steps) else { return nil }
            switch asked {
            case .current: found.append(axis.defaultIndex)
            case .instant(let text, _): found += indices(axis, .instant(text))
            case .date(let text, let range):
                let inside = times.indices(in: range) { _ in true }
                found += inside.isEmpty ? indices(axis, .instant(text)) : inside
            case .interval(let range, let every):
                found += times.indices(in: range) { moment in
                    every.map { steps.isMoment(moment, from: range.lowerBound, every: $0) } ?? true
                }
            }
        }
        return found.sorted { (times.milliseconds[$0], $0) < (times.milliseconds[$1], $1) }
    }

    private static func indices(_ axis: Axis, _ selector: AxisSelector) -> [Int] {
        ((try? axis.indices(selector)) ?? []).flatMap { range in (0..<range.count).map { range[$0] } }
            .filter { axis.times?.milliseconds.indices.contains($0) ?? true }
    }

    private static func numbers(_ items: [Substring], _ axis: Axis) -> [Int]? {
        var found: [Int] = []
        for item in items {
            let parts = item.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            let numbers = parts.compactMap { DecimalNumber.number($0) }
            guard numbers.count == parts.count, let first = numbers.first else { return nil }
            switch numbers.count {
            case 1: found += indices(axis, .value(first))
            case 2, 3:
                let inside = indices(axis, .interval(first, numbers[1]))
                guard numbers.count == 3 else {
                    found += inside
                    continue
                }
                guard numbers[2] > 0 else { return nil }
                found += inside.filter { index in
                    let steps = (axis.cells.number(at: index) - first) / numbers[2]
                    return abs(steps - steps.rounded()) < 1e-6
                }
            default: return nil
            }
        }
        return found.sorted { (axis.cells.centres[$0], $0) < (axis.cells.centres[$1], $1) }
    }
}

extension TimeCoordinates {
    /// The steps in a range of moments that fulfil a condition.
    fileprivate func indices(in range: ClosedRange<Int64>, where isMeant: (Int64) -> Bool) -> [Int] {
        milliseconds.indices.filter { index in
            let moment = milliseconds[index]
            return moment != Self.missing && range.contains(moment) && isMeant(moment)
        }
    }
}
