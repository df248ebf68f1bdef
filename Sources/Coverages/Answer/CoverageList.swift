package import Cube
package import Execution
package import Failures
internal import Grids

/// What the plans of a request give: coverages, and what a format needs to write them.
package struct CoverageList: Sendable {
    package let plans: [ReadPlan]
    package let coverages: [Coverage]
    /// The address of what the dataset is called by here: identifiers of its own begin with it.
    package let address: String

    /// `names` are those of the dimensions beside longitude, latitude, level and time.
    package init(_ plans: [LocatedPlan], address: String, names: CustomDimensionNames) {
        self.plans = plans.map(\.plan)
        self.address = address
        coverages = plans.indices.flatMap { Coverage.all(of: plans[$0], number: $0, names: names) }
    }

    /// Coverages of cells along lines, one for each line.
    package init(_ lines: [CoverageLine], address: String, names: CustomDimensionNames) {
        self.address = address
        plans = lines.flatMap { $0.stretches.map(\.plan) }
        var coverages: [Coverage] = []
        var first = 0
        for line in lines {
            if let coverage = Coverage(along: line, first: first, names: names) { coverages.append(coverage) }
            first += line.stretches.count
        }
        self.coverages = coverages
    }

    /// True when no part has a cell with a place.
    package var isEmpty: Bool { coverages.isEmpty }

    /// Coverages, each member counted.
    var memberCount: Int { coverages.reduce(0) { $0 + $1.domain.memberCount } }

    /// The kinds of their domains.
    package var domainTypes: Set<DomainType> { Set(coverages.map(\.domain.type)) }

    /// What a client must know of how cells were chosen: each once.
    package var notes: [String] {
        var notes: [String] = []
        for note in coverages.compactMap(\.domain.selectionNote) where !notes.contains(note) {
            notes.append(note)
        }
        return notes
    }

    /// The variables, each once, in the order of the plans.
    package var parameters: [Parameter] {
        var seen: Set<String> = []
        return coverages.flatMap(\.series).map(\.variable).filter { seen.insert($0.name).inserted }
            .map { Parameter($0, address: address) }
    }

    /// Bytes of the worker's memory that reading reserves; `bytes` are what the format itself holds beside the axes.
    package func reserved(beside bytes: Int) -> Int {
        ReadPlan.memory(of: plans, beside: memory(beside: bytes))
    }

    /// - Throws: `tooLarge` for more than the worker has.
    package func checkMemory(beside bytes: Int) throws(Failure) {
        try ReadPlan.checkMemory(plans, beside: memory(beside: bytes))
    }

    private func memory(beside bytes: Int) -> Int {
        coverages.reduce(bytes) { $0 + $1.domain.memoryBytes + $1.lineBytes }
    }

    /// Reserves memory for reading, once for all; `bytes` are what the format itself holds beside the axes.
    ///
    /// - Throws: as `ReadPlan.open`.
    package func open(beside bytes: Int, context: WorkContext) throws(Failure) -> CoverageReading {
        let memory = memory(beside: bytes)
        let isOne = memberCount == 1 && coverages.allSatisfy(\.line.isEmpty)
        let read = isOne ? coverages.map(\.plan) : Array(plans.indices)
        let readings = try ReadPlan.open(read.map { plans[$0] }, beside: memory, context: context)
        return CoverageReading(
            readings: Dictionary(zip(read, readings)) { first, _ in first },
            context: context
        )
    }
}

extension CoverageList {
    /// Adds everything that decides about the values and axes of an answer.
    package func identify(_ digest: inout ContentDigest) {
        digest.add(coverages.count)
        for coverage in coverages {
            digest.add(coverage.plan)
            digest.add(coverage.series.count)
            for part in coverage.series.map(\.parts).joined() {
                Self.identify(plans[coverage.plan].parts[part], &digest)
            }
            for stretch in coverage.line {
                for part in plans[stretch.plan].parts { Self.identify(part, &digest) }
                for position in stretch.positions { digest.add(position) }
            }
            coverage.domain.identify(&digest)
        }
    }

    /// Which values of which variable, in which units.
    private static func identify(_ part: PlannedRead, _ digest: inout ContentDigest) {
        digest.add(part.stored.name)
        digest.add(part.variable?.converted == nil ? nil : part.variable?.units ?? "")
        if let levels = part.levels {
            digest.add(levels.longName)
            digest.add(levels.units)
            digest.add(Array(levels.cells.centres))
        }
        digest.add(part.blend?.shares ?? [])
        digest.add(part.ranges.count)
        for ranges in part.ranges {
            digest.add(ranges.count)
            for range in ranges {
                digest.add(range.start)
                digest.add(range.count)
                digest.add(range.stride)
            }
        }
    }
}

extension CoverageDomain {
    /// How the cells are told: the indices of a part say which they are.
    fileprivate func identify(_ digest: inout ContentDigest) {
        digest.add(type.rawValue)
        digest.add(lines.longitudes.first ?? 0)
        digest.add(cells.inner.map { [$0.place.longitude, $0.place.latitude] } ?? [])
        let inside = cells.inside ?? []
        digest.add(inside.count)
        for runs in inside {
            digest.add(runs.count)
            for run in runs {
                digest.add(run.lowerBound)
                digest.add(run.upperBound)
            }
        }
    }
}
