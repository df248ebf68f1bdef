internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Serving

/// Answers one data query: parameters, then plans, then a response that reads only when its body is wanted.
struct DataAnswer {
    private let collection: Collection
    private let asked: ResolvedRequest
    private let parameters: QueryParameters
    private let query: DataRequest
    private let type: QueryType
    private let format: any CoverageFormat

    private var request: Request { asked.request }

    init(_ type: QueryType, _ asked: ResolvedRequest, _ formats: CoverageFormats) throws {
        self.asked = asked
        self.type = type
        let names = try QueryItems(asked.request.rawQuery, plusIsSpace: true)["parameter-name"] ?? ""
        collection = try Collection(
            asked.dataset,
            asked: names.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
        )
        let known = type.parameters + collection.customDimensions.map(\.id)
        parameters = try QueryParameters(asked.request.rawQuery, known: known)
        query = try DataRequest(parameters, type: type, collection: collection)
        format = try formats.offered(of: asked.dataset).choose(
            for: type,
            format: parameters["f"],
            accept: asked.request.headers["Accept"]
        )
    }

    func response(context: WorkContext) throws -> Response {
        try checkRegions(context)
        if DryRun.isAsked(request, parameter: parameters["dryrun"]) {
            return try asked.dryRun(limits: Self.limits + [.memory]) {
                let list = try self.coverages(readsTerms: false, context)
                return DryRun(list.plans, memory: list.reserved(beside: format.heldBytes))
            }
        }
        let list = try context.measurements.measure(.plan) { try self.coverages(readsTerms: true, context) }
        guard !list.isEmpty else { throw Self.nothing }
        try checkDomains(of: list)
        var response = Response(
            contentType: format.mediaType,
            body: .deferred { [format] in try format.write(list, to: $0, context: context) }
        )
        asked.identify(&response, by: identity(list))
        response.fields["Vary"] = "Accept"
        response.fields["Content-Crs"] = "<\(query.crs.uri)>"
        for note in list.notes { response.fields.append("Warning", "299 sluice \"\(note)\"") }
        return response
    }

    /// - Throws: `Failure.unsupported` for a format that has no room for what the cells make together.
    private func checkDomains(of list: CoverageList) throws(Failure) {
        let others = list.domainTypes.subtracting(format.domains).map(\.rawValue).sorted()
        guard others.isEmpty else {
            throw .unsupported(
                reason: "\(format.name) has no room for domains of type \(others.joined(separator: ", "))"
            )
        }
    }

    /// - Throws: `Failure.invalid` for polygons that are none, `tooLarge` for those that cost too much to look at.
    private func checkRegions(_ context: WorkContext) throws {
        let limits = collection.dataset.limits
        for location in query.locations {
            guard let reason = try location.place.invalidity(limits: limits, context: context) else {
                continue
            }
            throw Failure.invalid(
                parameter: type.location,
                received: parameters[type.location] ?? "",
                expected: "valid polygons; these have: \(reason)"
            )
        }
    }

    /// - Throws: as `bind`; `tooLarge` names the largest similar request that passes.
    private func coverages(readsTerms: Bool, _ context: WorkContext) throws -> CoverageList {
        do {
            return try bind(query, readsTerms: readsTerms, context)
        } catch Failure.tooLarge(let limit, let allowed, let requested, let advice)
            where SimilarQuery.canPass(limit)
        {
            let similar = SimilarQuery(parameters: parameters, type: type, collection: collection) {
                outcome(of: $0, context)
            }
            throw Failure.tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: similar.advice() ?? advice
            )
        }
    }

    private func outcome(of parameters: QueryParameters, _ context: WorkContext) -> SimilarQuery.Outcome {
        do {
            _ = try bind(
                DataRequest(parameters, type: type, collection: collection).boxed,
                readsTerms: false,
                context
            )
            return .passes
        } catch Failure.tooLarge {
            return .tooLarge
        } catch {
            return .refused
        }
    }

    /// The plans for the locations that lie inside the data, held against the limits.
    ///
    /// - Throws: `Failure.outsideDomain` when none does, `tooLarge` when all together are over a limit.
    private func bind(_ query: DataRequest, readsTerms: Bool, _ context: WorkContext) throws -> CoverageList {
        var plans: [LocatedPlan] = []
        var outside: Failure?
        for location in query.locations {
            try context.check()
            do {
                let plan = try plan(query, at: location, readsTerms: readsTerms, context)
                plans.append(LocatedPlan(place: location.place, plan: plan))
            } catch {
                guard case .outsideDomain = error else { throw error }
                outside = error
            }
        }
        plans.removeAll { $0.plan.parts.isEmpty }
        guard !plans.isEmpty else {
            throw outside ?? Self.nothing
        }
        try checkSum(of: plans.map(\.plan))
        let address = Addresses(origin: request.origin).collection(collection.id)
        let list = CoverageList(plans, address: address, names: Collection.names)
        try list.checkMemory(beside: format.heldBytes)
        return list
    }

    /// The plan for the variables that have something there: one whose own axes lie elsewhere must not hide the rest.
    private func plan(
        _ request: DataRequest,
        at location: DataRequest.Location,
        readsTerms: Bool,
        _ context: WorkContext
    ) throws(Failure) -> ReadPlan {
        let dataset = collection.dataset
        var query = request.query(at: location)
        do {
            return try dataset.bind(query, readsTerms: readsTerms, context: context)
        } catch {
            guard Self.concernsOneVariable(error, isNamed: !query.variables.isEmpty) else { throw error }
            let asked = query.variables.isEmpty ? collection.variables.map(\.name) : query.variables
            let inside = asked.filter { name in
                query.variables = [name]
                return (try? dataset.bind(query, readsTerms: readsTerms, context: context)) != nil
            }
            guard !inside.isEmpty, inside.count < asked.count else { throw error }
            query.variables = inside
            return try dataset.bind(query, readsTerms: readsTerms, context: context)
        }
    }

    /// Whether others may have what one variable lacks: cells there, or, unless it was requested by name, a grid that
    /// can be asked so.
    private static func concernsOneVariable(_ failure: Failure, isNamed: Bool) -> Bool {
        switch failure {
        case .outsideDomain: true
        case .unsupported, .notServed: !isNamed
        default: false
        }
    }

    /// Each plan has passed the limits alone; several locations must pass them together.
    private func checkSum(of plans: [ReadPlan]) throws(Failure) {
        let limits = collection.dataset.limits
        let cost = plans.reduce(ReadCost()) { $0 + $1.cost }
        for name in Self.limits {
            guard let requested = cost[name], requested > limits[name] else { continue }
            let similar = plans.count == 1 ? plans[0].largestSimilar { ($0[name] ?? 0) <= limits[name] } : nil
            throw .tooLarge(
                limit: name,
                allowed: limits[name],
                requested: requested,
                advice: similar ?? plans.first?.parts.first.map { name.wordsOfNothing(of: $0.stored.name) }
            )
        }
    }

    /// Limits that all locations of a request must pass together.
    private static let limits: [Limits.Name] = [
        .outputCells, .chunks, .decodedBytes, .fetchedBytes, .outputBytes, .seconds,
    ]

    /// No cell at all: at the limb of a projection, or where no variable has a place.
    private static let nothing = Failure.outsideDomain(axis: "place", received: "", extent: "other places")

    /// What was resolved, and the addresses that the body repeats.
    private func identity(_ list: CoverageList) -> AnswerIdentity {
        var identity = AnswerIdentity(collection.dataset, renderer: format.writer)
        list.identify(&identity.digest)
        identity.add(request.origin.url("/"))
        return identity
    }
}
