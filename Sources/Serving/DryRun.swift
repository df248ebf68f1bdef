package import Cube
internal import Execution
package import Failures
package import Gateway
internal import Grids
internal import JSON

/// What a request would cost, as JSON, for a client that asks before it pays: nothing is read for it.
package struct DryRun: Sendable {
    /// One array that would be read.
    package struct Array: Sendable {
        let name: String
        let shape: [Int]
        let cost: ReadCost

        package init(name: String, shape: [Int], cost: ReadCost) {
            self.name = name
            self.shape = shape
            self.cost = cost
        }
    }

    private let arrays: [Array]
    private let cost: ReadCost
    /// Bytes of the whole answer, where they are known.
    private let length: Int?
    /// Bytes of the worker's memory that the request reserves, where it reserves any.
    private let memory: Int?
    /// Figures that the answer may differ from.
    private var estimated = ReadCost.estimated

    /// `isText`: of an answer in digits, whose bytes are known only when they are written.
    package init(_ plans: [ReadPlan], length: Int? = nil, memory: Int? = nil, isText: Bool = false) {
        arrays = plans.flatMap { plan in
            plan.pieces.map { piece in
                switch piece {
                case .numbers(let part):
                    let read = plan.parts[part]
                    return Array(name: read.stored.name, shape: read.shape, cost: read.cost)
                case .texts(let read): return Array(name: read.name, shape: read.shape, cost: read.cost)
                }
            }
        }
        cost = plans.reduce(ReadCost()) { $0 + $1.cost }
        self.length = length
        self.memory = memory
        if isText { estimated.insert(.outputBytes) }
    }

    package init(_ plans: [MapPlan], memory: Int) {
        arrays = plans.map { plan in
            Array(
                name: plan.variable.name,
                shape: [plan.target.height, plan.target.width],
                cost: plan.cost
            )
        }
        cost = plans.reduce(ReadCost()) { $0 + $1.cost }
        length = nil
        self.memory = memory
    }

    package init(_ plans: [CellPlan]) {
        arrays = plans.map { plan in
            Array(name: plan.slice.variable.name, shape: [1, 1], cost: plan.cost)
        }
        cost = plans.reduce(ReadCost()) { $0 + $1.cost }
        length = nil
        // They are read one after the other.
        memory = plans.map(\.workingSet).max() ?? 0
    }

    /// Of pictures that follow each other, the arrays of each together.
    package init(arrays: [Array], cost: ReadCost, memory: Int) {
        (self.arrays, self.cost, self.memory) = (arrays, cost, memory)
        length = nil
    }

    /// Of answers that read no chunk: metadata.
    package static let nothing = DryRun([ReadPlan]())

    /// `Prefer: dry-run` (RFC 7240), or the parameter `dryrun` where the query has names and values.
    package static func isAsked(_ request: Request, parameter: String? = nil) -> Bool {
        if let parameter, !["", "0", "false"].contains(parameter.lowercased()) { return true }
        return request.headers.all("Prefer").contains { field in
            field.split(separator: ",").contains { preference in
                let word = preference.prefix { $0 != ";" && $0 != "=" }
                return word.filter { $0 != " " && $0 != "\t" }.lowercased() == "dry-run"
            }
        }
    }
}

extension ResolvedRequest {
    /// The answer to a dry run; a request over a limit is answered with what it is over, not refused.
    ///
    /// `limits` are those that apply to the request. `Server-Timing` says what planning took, as for the request itself.
    package func dryRun(
        limits: [Limits.Name],
        _ make: () throws -> DryRun
    ) throws -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("dataset", .string(dataset.address.text))
        writer.member("snapshot", .string(dataset.version.snapshot))
        var bytes = 0
        do {
            let run = try measurements.measure(.plan, make)
            bytes = run.plannedBytes
            run.write(to: &writer)
        } catch let failure as Failure {
            guard case .tooLarge(let limit, _, let requested, _) = failure else { throw failure }
            writer.member("passes", false)
            writer.member("over", .string(limit.rawValue))
            writer.member("requested", JSONValue(requested))
            writer.member("message", .string(failure.description))
        }
        writer.key("limits")
        writer.beginObject()
        for limit in limits { writer.member(limit.rawValue, JSONValue(dataset.allowed(limit))) }
        writer.endObject()
        if let account { QuotaCost(bytes: bytes, of: account.allowances).write(to: &writer) }
        writer.endObject()
        var response = Response(contentType: "application/json", body: .bytes(writer.bytes))
        response.fields["Preference-Applied"] = "dry-run"
        response.fields["Cache-Control"] = "no-store"
        response.fields["Vary"] = "Prefer"
        sign(&response)
        return response
    }
}

extension DryRun {
    /// Bytes that quotas count.
    fileprivate var plannedBytes: Int { cost.decodedBytes }

    fileprivate func write(to writer: inout JSONWriter) {
        let figures = Limits.Name.allCases.compactMap { name -> (Limits.Name, Int)? in
            if name == .outputBytes, let length { return (name, length) }
            if name == .memory, let memory { return (name, memory) }
            return cost[name].map { (name, $0) }
        }
        writer.member("passes", true)
        writer.key("arrays")
        writer.beginArray()
        for array in arrays {
            writer.beginObject()
            writer.member("name", .string(array.name))
            writer.member("shape", .array(array.shape.map { JSONValue($0) }))
            writer.member(Limits.Name.chunks.rawValue, JSONValue(array.cost.chunks))
            writer.member(Limits.Name.decodedBytes.rawValue, JSONValue(array.cost.decodedBytes))
            writer.member(Limits.Name.fetchedBytes.rawValue, JSONValue(array.cost.fetchedBytes))
            writer.endObject()
        }
        writer.endArray()
        writer.key("cost")
        writer.beginObject()
        for (name, figure) in figures { writer.member(name.rawValue, JSONValue(figure)) }
        writer.endObject()
        // The others are estimated.
        let exact = figures.map(\.0).filter { !estimated.contains($0) }
        writer.member("exact", .array(exact.map { .string($0.rawValue) }))
    }
}
