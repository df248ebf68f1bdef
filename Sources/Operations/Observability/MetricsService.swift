internal import Catalogue
internal import Execution
internal import Gateway
internal import ObjectStorage

/// Numbers for Prometheus at `/metrics`: those of all workers, from whichever answers.
struct MetricsService: Service {
    let metrics: RequestMetrics
    let datasets: any DatasetHealth
    let objectCache: DiskCache?
    let indexes: IndexShelf?
    let tallies: StoreTallies?
    /// Numbers of the pool, where there is one.
    var poolText: (@Sendable () -> String)?

    var prefixes: [String] { ["metrics"] }
    var isCounted: Bool { false }

    func respond(to request: Request, context: WorkContext) throws -> Response {
        guard request.isInternal, request.path.segments == ["metrics"] else {
            throw RoutingError.noSuchPath(request.path.raw)
        }
        var response = Response(
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            text: metrics.text + (poolText?() ?? "") + storeText + datasetText + cacheText
        )
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? { nil }

    /// What all workers of the host have asked of each store.
    private var storeText: String {
        let counts = tallies?.counts ?? []
        return StoreCounters.Kind.allCases.map { kind in
            let name = "sluice_object_store_\(kind)_total"
            let lines = counts.map { store in
                "\(name){store=\"\(Self.escaped(store.label))\"} \(store.counts[kind] ?? 0)\n"
            }
            return "# HELP \(name) \(kind.meaning)\n# TYPE \(name) counter\n" + lines.joined()
        }.joined()
    }

    /// The value of a label as the text format wants it.
    private static func escaped(_ label: String) -> String {
        label.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default: text.append(character)
            }
        }
    }

    /// What all workers of the host have found in the cache on its disk.
    private var cacheText: String {
        let objectLines = objectCache.map { cache in
            DiskCache.Counter.allCases.map {
                Self.text("sluice_object_cache_\($0)", isGauge: $0 == .bytes, cache[$0])
            }
        }
        let indexLines = indexes.map { shelf in
            IndexShelf.Counter.allCases.map {
                Self.text("sluice_index_cache_\($0)", isGauge: $0 == .bytes, shelf[$0])
            }
        }
        return ((objectLines ?? []) + (indexLines ?? [])).joined()
    }

    private static func text(_ name: String, isGauge: Bool, _ value: Int) -> String {
        let name = name + (isGauge ? "" : "_total")
        return "# TYPE \(name) \(isGauge ? "gauge" : "counter")\n\(name) \(value)\n"
    }

    /// How many datasets are in each state, as the answering worker knows them.
    private var datasetText: String {
        let name = "sluice_datasets"
        let states = datasets.states()
        let lines = [DatasetState.State.working, .failing, .unopened].map { state in
            "\(name){state=\"\(state.rawValue)\"} \(states.count { $0.state == state })\n"
        }
        let failing = "sluice_dataset_failing"
        let names = states.filter { $0.state == .failing }.map { "\(failing){dataset=\"\($0.id)\"} 1\n" }
        return "# HELP \(name) Datasets of the configuration, as the answering worker last found them.\n"
            + "# TYPE \(name) gauge\n" + lines.joined()
            + "# HELP \(failing) 1 for each dataset that fails or hangs.\n# TYPE \(failing) gauge\n"
            + names.joined()
    }
}

extension StoreCounters.Kind {
    fileprivate var meaning: String {
        switch self {
        case .gets: "Requests sent to a store or files opened, repetitions included."
        case .bytes: "Bytes of objects that arrived."
        case .retries: "Requests sent again after a failure."
        case .errors: "Reads that ended in an error."
        }
    }
}
