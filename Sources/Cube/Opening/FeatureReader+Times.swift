internal import CF
internal import Grids

extension FeatureReader {
    /// From when to when each feature has samples.
    func times(_ samples: Samples) throws -> FeatureTimes? {
        guard let time = source.time, let dates = Dates(CFAttributes(time.attributes)),
            let extent = timeExtent(of: time)
        else { return nil }
        let bytes = PlannedRead.product(samples.count, FeatureTimes.bytesPerFeature)
        var falling = 0
        let ends = try numbers(of: time, holding: bytes) { numbers -> [Int64] in
            var ends = [Int64](repeating: TimeCoordinates.missing, count: 2 * samples.count)
            for feature in 0..<samples.count {
                var span = TimeSpan()
                forEach(feature, extent, samples, numbers.count) { position in
                    span.add(dates.units.milliseconds(numbers[position], in: dates.calendar))
                }
                (ends[2 * feature], ends[2 * feature + 1]) = (span.first, span.last)
                if span.isFalling { falling += 1 }
            }
            return ends
        }
        guard let ends else { return nil }
        if falling > 0 { report(time.name, .timesFall(count: falling, of: samples.count)) }
        return FeatureTimes(calendar: dates.calendar, ends: ends)
    }

    /// As of places; times that all features have are of all.
    private func timeExtent(of time: StoredVariable) -> FeaturePlaces.Extent? {
        if !source.layout.isRagged, let instance = source.instance, !time.dimensions.contains(instance) {
            return .rows(width: 0)
        }
        return extent(of: time)
    }

    /// Calls `body` with the positions of a feature's numbers among `count`.
    private func forEach(
        _ feature: Int,
        _ extent: FeaturePlaces.Extent,
        _ samples: Samples,
        _ count: Int,
        _ body: (Int) -> Void
    ) {
        func meet(_ position: Int) { if position >= 0, position < count { body(position) } }
        func meetAll(_ positions: Range<Int>) { for position in positions { meet(position) } }
        switch extent {
        case .all: meet(0)
        case .features: meet(feature)
        case .rows(width: 0): meetAll(0..<count)
        case .samples:
            guard let runs = samples.runs else { return meetAll(0..<count) }
            runs.forEachPosition(of: feature) { meet($0) }
        case .profiles:
            guard let profiles = samples.profiles else { return meetAll(0..<count) }
            profiles.forEachPosition(of: feature) { meet($0) }
        case .rows(let width):
            guard let runs = samples.runs, source.presence.map({ $0.dimensions.count == 2 }) ?? false else {
                return meetAll(feature * width..<(feature + 1) * width)
            }
            runs.forEachPosition(of: feature) { if $0 < width { meet(feature * width + $0) } }
        }
    }
}

/// The earliest and the latest of some moments.
private struct TimeSpan {
    private(set) var first = TimeCoordinates.missing
    private(set) var last = TimeCoordinates.missing
    private var before = TimeCoordinates.missing
    private(set) var isFalling = false

    mutating func add(_ moment: Int64?) {
        guard let moment, moment != TimeCoordinates.missing else { return }
        if first == TimeCoordinates.missing { (first, last) = (moment, moment) }
        if moment < before { isFalling = true }
        (first, last, before) = (min(first, moment), max(last, moment), moment)
    }
}
