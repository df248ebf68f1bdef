internal import Cube
internal import Execution
internal import Gateway
internal import JSON

/// The plans of a request as CoverageJSON 1.0: one coverage, or a collection of several (digest: edr.md, section 9.1).
struct CoverageDocument: Sendable {
    /// Parts of one plan that share a domain.
    struct Group: Sendable {
        let plan: Int
        let domain: CoverageDomain
        var parts: [Int]
    }

    private let plans: [ReadPlan]
    private let groups: [Group]
    private let collectionAddress: String

    init(_ plans: [LocatedPlan], collectionAddress: String) {
        self.plans = plans.map(\.plan)
        self.collectionAddress = collectionAddress
        groups = plans.indices.flatMap { Self.groups(of: plans[$0], number: $0) }
    }

    private static func groups(of located: LocatedPlan, number: Int) -> [Group] {
        var groups: [Group] = []
        for (index, part) in located.plan.parts.enumerated() {
            guard var domain = CoverageDomain(part, at: located.place) else { continue }
            if let known = groups.firstIndex(where: { $0.domain.key == domain.key }) {
                groups[known].parts.append(index)
            } else {
                if let region = located.region { domain.cut(to: region) }
                groups.append(Group(plan: number, domain: domain, parts: [index]))
            }
        }
        return groups.filter { !$0.domain.isEmpty }
    }

    /// Counts the changes to what is written for the same values, so that clients do not keep an older form.
    private static let form = "coverage-1|"

    /// Everything that decides about the answer's values and axes.
    var canonicalText: String {
        Self.form
            + groups.map { group in
                let names = group.parts.map { number in
                    let part = plans[group.plan].parts[number]
                    return part.stored.name
                        + (part.variable?.converted == nil ? "" : "[\(part.variable?.units ?? "")]")
                }
                return "\(names.joined(separator: ",")):\(group.domain.key) \(group.domain.inside ?? [])"
            }.joined(separator: "|")
    }

    /// True when no part has a cell with a place.
    var isEmpty: Bool { groups.isEmpty }

    private var coverageCount: Int { groups.reduce(0) { $0 + $1.domain.memberCount } }

    func write(to body: any BodyWriter, context: WorkContext) throws {
        var writer = CoverageWriter(body: body, context: context)
        if coverageCount == 1, let group = groups.first {
            let reading = try plans[group.plan].open(beside: memory, context: context)
            let parameters = parameters(of: [group])
            try write(group, reading, shared: parameters, &writer)
        } else {
            try writeCollection(&writer)
        }
        try writer.finish()
    }

    private func writeCollection(_ writer: inout CoverageWriter) throws {
        writer.beginCollection(domainType: commonType)
        writer.parameters(parameters(of: groups))
        writer.referencing(of: groups.map(\.domain))
        writer.beginCoverages()
        let readings = try ReadPlan.open(plans, beside: memory, context: writer.context)
        for (number, reading) in readings.enumerated() {
            for group in groups where group.plan == number { try write(group, reading, shared: nil, &writer) }
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
            group.parts.compactMap { plans[group.plan].parts[$0].variable }
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
        shared parameters: JSONObject?,
        _ writer: inout CoverageWriter
    ) throws {
        let context = writer.context
        let variables = group.parts.compactMap { part in
            reading.plan.parts[part].variable.map { (part: part, variable: $0) }
        }
        let begun =
            group.domain.memberCount > 1
            ? try variables.map { try reading.coverages(part: $0.part, context: context) } : []
        for member in 0..<group.domain.memberCount {
            try writer.beginCoverage(group.domain, member: member, parameters: parameters)
            for (number, (part, variable)) in variables.enumerated() {
                let stream =
                    begun.isEmpty ? try reading.coverages(part: part, context: context) : begun[number]
                try writer.range(variable, group.domain, stream, coverage: member)
            }
            writer.endCoverage()
        }
    }
}
