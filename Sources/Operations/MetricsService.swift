internal import Execution
internal import Gateway
internal import ObjectStorage
internal import Portal

/// Numbers for Prometheus at `/metrics`: those of all workers, from whichever answers.
struct MetricsService: Service {
    let metrics: RequestMetrics
    let datasets: any DatasetHealth
    let objectCache: DiskCache?

    var prefixes: [String] { ["metrics"] }

    func respond(to request: Request, context: WorkContext) throws -> Response {
        guard request.path.segments == ["metrics"] else { throw RoutingError.noSuchPath(request.path.raw) }
        var response = Response(
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            text: metrics.text + datasetText + cacheText
        )
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? { nil }

    /// What all workers of the host have found in the cache on its disk.
    private var cacheText: String {
        guard let objectCache else { return "" }
        return DiskCache.Counter.allCases.map { counter in
            let isGauge = counter == .bytes
            let name = "sluice_object_cache_\(counter)\(isGauge ? "" : "_total")"
            return "# TYPE \(name) \(isGauge ? "gauge" : "counter")\n\(name) \(objectCache[counter])\n"
        }.joined()
    }

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
