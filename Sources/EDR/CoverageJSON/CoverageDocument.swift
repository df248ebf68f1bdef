internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Serving

/// The plans of a request as CoverageJSON 1.0: one coverage, or a collection of several (digest: edr.md, section 9.1).
struct CoverageDocument: Sendable {
    /// Variables of one plan that share a domain.
    private struct Group: Sendable {
        let plan: Int
        let domain: CoverageDomain
        /// Of each variable the parts that follow each other along its times.
        var series: [Range<Int>]
    }

    let plans: [ReadPlan]
    private let groups: [Group]
    private let collectionAddress: String

    init(_ plans: [LocatedPlan], collectionAddress: String) {
        self.plans = plans.map(\.plan)
        self.collectionAddress = collectionAddress
        groups = plans.indices.flatMap { Self.groups(of: plans[$0], number: $0) }
    }

    private static func groups(of located: LocatedPlan, number: Int) -> [Group] {
        var groups: [Group] = []
        for series in series(of: located.plan.parts) {
            guard let domain = CoverageDomain(located.plan.parts[series], at: located.place) else { continue }
            if let known = groups.firstIndex(where: { $0.domain == domain }) {
                groups[known].series.append(series)
            } else {
                groups.append(Group(plan: number, domain: domain, series: [series]))
            }
        }
        return groups
    }

    /// Parts with those that continue them.
    private static func series(of parts: [PlannedRead]) -> [Range<Int>] {
        var series: [Range<Int>] = []
        for (number, part) in parts.enumerated() {
            if part.continuesSeries, let last = series.last {
                series[series.count - 1] = last.lowerBound..<(number + 1)
            } else {
                series.append(number..<(number + 1))
            }
        }
        return series
    }

    /// Adds everything that decides about the answer's values and axes.
    func identify(_ identity: inout AnswerIdentity) {
        identity.digest.add(groups.count)
        for group in groups {
            identity.digest.add(group.plan)
            identity.digest.add(group.series.count)
            for part in group.series.joined() { identity.add(plans[group.plan].parts[part]) }
            identity.add(group.domain)
        }
    }

    /// True when no part has a cell with a place.
    var isEmpty: Bool { groups.isEmpty }

    /// What a client must know of how cells were chosen: each once.
    var notes: [String] {
        var notes: [String] = []
        for note in groups.compactMap(\.domain.selectionNote) where !notes.contains(note) {
            notes.append(note)
        }
        return notes
    }

    /// Bytes of the worker's memory that the answer reserves.
    var reserved: Int { ReadPlan.memory(of: plans, beside: memory) }

    /// - Throws: `Failure.tooLarge` for more than the worker has.
    func checkMemory() throws(Failure) { try ReadPlan.checkMemory(plans, beside: memory) }

    private var coverageCount: Int { groups.reduce(0) { $0 + $1.domain.memberCount } }

    func write(to body: any BodyWriter, context: WorkContext) throws {
        var writer = CoverageWriter(body: body, context: context)
        if coverageCount == 1, let group = groups.first {
            let reading = try plans[group.plan].open(beside: memory, context: context)
            try write(group, reading, shared: nil, parameters(of: [group]), &writer)
        } else {
            try writeCollection(&writer)
        }
        try writer.finish()
    }

    private func writeCollection(_ writer: inout CoverageWriter) throws {
        let shared = Referencing(sharedBy: groups.map { Referencing($0.domain) })
        writer.beginCollection(domainType: commonType)
        writer.parameters(parameters(of: groups))
        writer.referencing(shared)
        writer.beginCoverages()
        let readings = try ReadPlan.open(plans, beside: memory, context: writer.context)
        for (number, reading) in readings.enumerated() {
            for group in groups where group.plan == number {
                try write(group, reading, shared: shared, nil, &writer)
            }
        }
        writer.endCollection()
    }

    /// Bytes held beside the reading: what gathers in the writer, and the axes of all coverages.
    private var memory: Int {
        groups.reduce(CoverageWriter.mostBuffered) { $0 + $1.domain.memoryBytes }
    }

    private var commonType: String? {
        let types = Set(groups.map(\.domain.type))
        return types.count == 1 ? types.first : nil
    }

    /// The variables of some groups, each once, in the order of the plan.
    private func parameters(of groups: [Group]) -> JSONObject {
        var parameters = JSONObject()
        for variable in groups.flatMap({ group in
            group.series.compactMap { plans[group.plan].parts[$0.lowerBound].variable }
        })
        where parameters[variable.name] == nil {
            parameters[variable.name] = .object(
                ParameterObject(variable, collectionAddress: collectionAddress).coverageForm
            )
        }
        return parameters
    }

    /// Writes the coverages of a group; with several members all variables are begun first, since each coverage has a
    /// part of each.
    private func write(
        _ group: Group,
        _ reading: Reading,
        shared: Referencing?,
        _ parameters: JSONObject?,
        _ writer: inout CoverageWriter
    ) throws {
        let context = writer.context
        let parts = reading.plan.parts
        var begun: [Int: CoverageStream] = [:]
        if group.domain.memberCount > 1 {
            for part in group.series.joined() {
                begun[part] = try reading.coverages(part: part, context: context)
            }
        }
        for member in 0..<group.domain.memberCount {
            try writer.beginCoverage(group.domain, member: member, shared: shared, parameters: parameters)
            for series in group.series {
                guard let variable = parts[series.lowerBound].variable else { continue }
                try writer.range(variable, group.domain) { emit in
                    for part in series {
                        let stream = try begun[part] ?? reading.coverages(part: part, context: context)
                        try stream.forEachBlock(ofCoverage: member, emit)
                    }
                }
            }
            writer.endCoverage()
        }
    }
}

extension AnswerIdentity {
    /// Which values of which variable, in which units.
    fileprivate mutating func add(_ part: PlannedRead) {
        add(part.stored.name)
        digest.add(part.variable?.converted == nil ? nil : part.variable?.units ?? "")
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

    /// How the cells are told: the indices of a part say which they are.
    fileprivate mutating func add(_ domain: CoverageDomain) {
        add(domain.type)
        digest.add(domain.lines.longitudes.first ?? 0)
        digest.add(domain.cells.inner.map { [$0.place.longitude, $0.place.latitude] } ?? [])
        let inside = domain.cells.inside ?? []
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
