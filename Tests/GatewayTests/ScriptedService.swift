import Execution
import Principals

@testable import Gateway

/// A service that does what a test tells it.
struct ScriptedService: Service {
    var prefixes = ["s"]
    var extraMethods: [HTTPMethod] = []
    var isCounted = true
    var answer: @Sendable (Request, WorkContext) throws -> Response
    var wording: @Sendable (any Error) -> Response? = { error in
        error is Refused ? Response(status: 400, contentType: "text/x-refused", text: "refused") : nil
    }

    func respond(to request: Request, context: WorkContext) throws -> Response {
        try answer(request, context)
    }

    func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        wording(error)
    }
}

/// An error that `ScriptedService` has words for.
struct Refused: Error {}

/// An error that nobody has words for.
struct Unworded: Error {}

/// Sends one request through a dispatcher in memory.
func ask(
    _ path: String,
    _ method: HTTPMethod = .get,
    query: String = "",
    headers: [(String, String)] = [],
    principal: Principal = .anonymous,
    services: [any Service],
    spool: Spool = Spool(),
    ledger: MemoryLedger = MemoryLedger(budget: 64 << 20)
) throws -> FinishedResponse {
    let fields = HTTPFields(headers.map { (name: $0.0, value: $0.1) })
    let request = Request(
        method: method,
        path: try RequestPath(raw: path),
        rawQuery: query,
        headers: fields,
        principal: principal,
        id: "id-1"
    )
    return Dispatcher(services: services, spool: spool, ledger: ledger)
        .answer(request, context: .background(seconds: 30))
}
