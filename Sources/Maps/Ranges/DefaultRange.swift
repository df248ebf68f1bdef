internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Synchronization

/// The colour range of a variable when a request names none: one for all its times, levels and pictures, and the same in
/// every worker.
///
/// It follows from the snapshot alone: from attributes, and from a sample of values at fixed positions (`ValueSample`)
/// against which they are held (`RangeChoice`). What was found is kept; a store that did not answer leaves nothing.
package final class DefaultRange: Sendable {
    private struct Key: Hashable {
        let dataset: DatasetAddress
        /// Snapshot, configuration, and what of it may be seen.
        let identity: DatasetIdentity
        let variable: String
        /// The position along the vertical axis; nil for all levels.
        let level: Int?
    }

    private struct Entry {
        let found: SampledRange
        /// Nil for what holds as long as the snapshot.
        let end: Deadline?

        var holds: Bool { !(end?.hasPassed ?? false) }
    }

    /// Beyond this many all are forgotten: a sample is cheap, and so many layers are rarely in use at once.
    private static let maxKept = 4096

    /// Where values may change beneath a snapshot, or were not all there to be read, a range is believed as long as
    /// chunks are, and no shorter than this.
    private let leastSeconds: Int
    private let kept = Mutex<[Key: Entry]>([:])
    private let flights = SingleFlight<Key, SampledRange>()

    package init(leastSeconds: Int = 60) {
        self.leastSeconds = leastSeconds
    }

    /// The range of a variable in the units that a request wants: the one that suits it, or some percents of its sample.
    ///
    /// - Throws: `Failure` or `Interruption` when the sample cannot be read.
    func range(
        of variable: Variable,
        in dataset: Dataset,
        _ appearance: LayerAppearance,
        percents: SamplePercents? = nil,
        isLogarithmic: Bool,
        context: WorkContext
    ) throws -> ColourRange {
        let stored = variable.converted?.from ?? variable
        var bounds = try found(of: stored, in: dataset, appearance, context: context).bounds(percents)
        if let conversion = variable.converted?.by {
            let ends = [conversion(bounds.lower), conversion(bounds.upper)]
            bounds = RangeChoice.Bounds(lower: min(ends[0], ends[1]), upper: max(ends[0], ends[1]))
        }
        return bounds.range(isLogarithmic: isLogarithmic)
    }

    /// Round numbers at which lines are drawn through a slice's variable at its level, whatever its time: the same for all pictures
    /// of the level.
    ///
    /// - Throws: as `range`.
    func interval(of slice: Slice, _ variable: Variable, context: WorkContext) throws -> LevelInterval {
        let stored = variable.converted?.from ?? variable
        let level = slice.variable.axis(.vertical).flatMap { slice.match(on: $0.axis)?.index }
        let appearance = LayerAppearance.of(stored)
        let found = try found(of: stored, in: slice.dataset, appearance, level: level, context: context)
        let ends = [found.inner.lower, found.inner.upper].map { variable.converted?.by($0) ?? $0 }
        return LevelInterval(around: min(ends[0], ends[1]), max(ends[0], ends[1]))
    }

    private func found(
        of variable: Variable,
        in dataset: Dataset,
        _ appearance: LayerAppearance,
        level: Int? = nil,
        context: WorkContext
    ) throws -> SampledRange {
        let key = Key(
            dataset: DatasetAddress(id: dataset.address.id, groups: dataset.address.groups),
            identity: dataset.identity,
            variable: variable.name,
            level: level
        )
        if let entry = kept.withLock({ $0[key] }), entry.holds { return entry.found }
        return try flights.value(for: key, context: context) {
            let known = kept.withLock { $0[key] }
            if let known, known.holds { return known.found }
            do {
                let sample = try Sample(of: variable, in: dataset, level: level, context: context)
                let found = SampledRange(variable, appearance, sample: sample.values)
                let isFinal = sample.isWhole && dataset.version.coversData
                let seconds = Double(max(dataset.version.freshSeconds, leastSeconds))
                keep(Entry(found: found, end: isFinal ? nil : .after(seconds: seconds)), key)
                return found
            } catch let failure as Failure where failure.isStoreAway {
                // What the store gave before holds until it gives something else.
                guard let known else { throw failure }
                return known.found
            }
        }
    }

    private func keep(_ entry: Entry, _ key: Key) {
        kept.withLock { kept in
            if kept.count >= Self.maxKept { kept.removeAll() }
            kept[key] = entry
        }
    }
}

/// A sample of a variable, or of what is made of several.
private struct Sample {
    let values: [Double]
    let isWhole: Bool

    init(of variable: Variable, in dataset: Dataset, level: Int?, context: WorkContext) throws {
        let samples = try (variable.part?.pair.variables ?? [variable]).map {
            try ValueSample(of: $0, in: dataset, level: level, context: context)
        }
        isWhole = samples.allSatisfy(\.isWhole)
        guard let part = variable.part, samples.count == 2 else {
            values = samples.flatMap(\.values)
            return
        }
        values = VectorValues(part.pair.form, samples[0].cells, samples[1].cells).values(of: part.kind)
            .filter(\.isFinite)
    }
}

extension Failure {
    fileprivate var isStoreAway: Bool {
        switch self {
        case .storage(_, _, .unreachable), .storage(_, _, .timedOut): true
        default: false
        }
    }
}
