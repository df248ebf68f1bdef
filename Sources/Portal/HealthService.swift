package import Catalogue
package import Execution
package import Gateway
internal import JSON

/// Tells a load balancer, an orchestrator or a person whether this server works: `/health/live`, `/health/ready`.
///
/// What it knows of each dataset, of the room for long answers and of logins, and `all=1`, which opens all datasets, are for internal
/// requests alone.
package struct HealthService: Service {
    private let catalogue: DatasetCatalogue
    private let spool: Spool
    private let loginProblem: @Sendable () -> String?

    /// `spool` is where the long answers of this worker wait; `loginProblem` says why some cannot sign in, if they cannot.
    package init(
        catalogue: DatasetCatalogue,
        spool: Spool,
        loginProblem: @escaping @Sendable () -> String? = { nil }
    ) {
        self.catalogue = catalogue
        self.spool = spool
        self.loginProblem = loginProblem
    }

    package var prefixes: [String] { ["health"] }
    package var isCounted: Bool { false }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        switch Array(request.path.segments.dropFirst()) {
        case ["live"]: return Self.document(status: 200, [("status", "ok")])
        case ["ready"]:
            let query = try QueryItems(request.rawQuery, plusIsSpace: true)
            return ready(
                mustAllWork: request.isInternal && query["all"] == "1",
                tellsDatasets: request.isInternal,
                context: context
            )
        default: throw RoutingError.noSuchPath(request.path.raw)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? { nil }

    /// A worker that can answer is ready, whatever its datasets do, unless the question is about all of them.
    private func ready(
        mustAllWork: Bool,
        tellsDatasets: Bool,
        context: WorkContext
    ) -> Response {
        if mustAllWork { catalogue.tryAll(context: context) }
        let states = tellsDatasets ? catalogue.states : []
        let failing = states.filter { $0.state == .failing }
        let problem = mustAllWork || tellsDatasets ? spool.problem() : nil
        // Told, and no reason to be left out: an issuer that is away is away for every host.
        let login = tellsDatasets ? loginProblem() : nil
        let isReady = !mustAllWork || (problem == nil && states.allSatisfy { $0.state == .working })
        let verdict = [("status", JSONValue.string(isReady ? "ready" : "not ready"))]
        guard tellsDatasets else { return Self.document(status: isReady ? 200 : 503, verdict) }
        return Self.document(
            status: isReady ? 200 : 503,
            verdict + [
                ("datasets", .object(JSONObject(states.map { ($0.id, .string($0.state.rawValue)) }))),
                ("working", JSONValue(states.count { $0.state == .working })),
                ("failing", JSONValue(failing.count)),
                ("spool", .string(problem.map { "failing: \($0)" } ?? "ok")),
                ("login", .string(login.map { "failing: \($0)" } ?? "ok")),
            ]
        )
    }

    private static func document(status: Int, _ entries: [(String, JSONValue)]) -> Response {
        var response = Response(
            status: status,
            contentType: "application/json",
            body: .bytes(JSONValue.object(JSONObject(entries)).bytes)
        )
        response.fields["Cache-Control"] = "no-store"
        return response
    }
}
