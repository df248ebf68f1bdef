internal import Execution
internal import Gateway
internal import Quotas

/// What a configuration serves, in this process: without sockets, a pool, or threads that decode.
///
/// For programs that measure what an answer costs and must find the same every time.
package struct LocalSite {
    /// What a browser says of itself, so that no field is cheaper to look up than it is behind nginx.
    private static let headers = HTTPFields([
        ("host", "localhost"), ("accept", "*/*"), ("accept-encoding", "gzip, deflate"),
        ("user-agent", "sluice"),
    ])
    /// Beyond any single answer, even under an instrument that makes everything fifty times slower.
    private static let deadlineSeconds = 600.0

    private let dispatcher: Dispatcher

    /// - Throws: `ConfigurationError`, which says what is wrong with the file at `path`.
    package init(configuration path: String) throws {
        let configuration = try LoadedConfiguration(path: path, workers: 1).configuration
        let site = Site(configuration: configuration, metrics: nil, uses: UseTable(), decoders: 0)
        dispatcher = site.dispatcher()
    }

    /// Answers GET for a path with its query, as it stands in an address; the body goes nowhere.
    ///
    /// - Throws: `BadRequest` for what is no path.
    package func answer(_ target: String) throws -> (status: Int, bytes: Int) {
        let parts = target.split(separator: "?", maxSplits: 1)
        let request = Request(
            path: try RequestPath(raw: String(parts.first ?? "")),
            rawQuery: parts.count > 1 ? String(parts[1]) : "",
            headers: Self.headers,
            id: "0"
        )
        let context = WorkContext(requestID: "0", deadline: .after(seconds: Self.deadlineSeconds))
        let answered = dispatcher.serve(request, context: context, transport: NoTransport())
        return (answered.isCut ? 0 : answered.status, answered.bytes)
    }
}

/// Takes an answer and keeps nothing of it.
private final class NoTransport: ResponseTransport {
    func begin(status: Int, fields: HTTPFields) {}
    func send(_ pieces: [UnsafeRawBufferPointer], isLast: Bool) {}
    func end() {}
    func cut() {}
}
