internal import Execution
internal import Gateway
internal import Portal

/// Numbers for Prometheus at `/metrics`: those of all workers, from whichever answers.
struct MetricsService: Service {
    let metrics: RequestMetrics
    let datasets: any DatasetHealth

    var prefixes: [String] { ["metrics"] }

    func respond(to request: Request, context: WorkContext) throws -> Response {
        guard request.path.segments == ["metrics"] else { throw RoutingError.noSuchPath(request.path.raw) }
        var response = Response(
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            text: metrics.text + datasetText
        )
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? { nil }

    /// How many datasets are in each state, as the answering worker knows them.
    private var datasetText: String {
        let name = "sluice_datasets"
        let states = datasets.states()
        let lines = [DatasetState.State.working, .failing, .unopened].map { state in
            "\(name){state=\"\(state.rawValue)\"} \(states.count { $0.state == state })\n"
        }
        return "# HELP \(name) Datasets of the configuration, as the answering worker last found them.\n"
            + "# TYPE \(name) gauge\n" + lines.joined()
    }
}
