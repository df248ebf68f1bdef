package import Execution
internal import Principals

/// Brings a request to its service and the answer to its client: methods, conditions, errors and common fields.
///
/// What a service need not know lives here: OPTIONS, HEAD, 405, 304, CORS, exact lengths, timings, the log line.
package struct Dispatcher: Sendable {
    /// Says who brings what credentials.
    package typealias Authentication =
        @Sendable (AuthenticationQuestion, WorkContext) -> AuthenticationAnswer

    /// Opens the account that a request is charged to.
    package typealias Accounts = @Sendable (Request, WorkContext) -> any WorkAccount

    private let services: [any Service]
    private let authentication: Authentication?
    /// The class of those who bring nothing, by the rules that count here; nil where nobody can sign in.
    private let strangersClass: String?
    private let accounts: Accounts?
    private let spool: Spool
    private let ledger: MemoryLedger

    /// The first service whose prefixes hold the path's first segment answers; what no one claims goes to the service
    /// of `""`, if there is one.
    ///
    /// Bodies wait in memory as far as `ledger` has it free, and beyond that in `spool`.
    package init(
        services: [any Service],
        authentication: Authentication? = nil,
        strangersClass: String? = nil,
        accounts: Accounts? = nil,
        spool: Spool = Spool(),
        ledger: MemoryLedger = MemoryLedger(budget: 64 << 20)
    ) {
        self.services = services
        self.authentication = authentication
        self.strangersClass = strangersClass
        self.accounts = accounts
        self.spool = spool
        self.ledger = ledger
    }

    /// Answers a request over `transport`, whatever happens on the way.
    ///
    /// - Returns: what was sent, for the log.
    @discardableResult
    package func serve(_ request: Request, context: WorkContext, transport: any ResponseTransport) -> Answered
    {
        let service = service(for: request.path)
        context.isFor(principal: request.principal.name)
        let delivery = delivery(of: request, context: context, transport: transport)
        if let accounts, service?.isCounted ?? true { context.charge(accounts(request, context)) }
        defer { context.account?.settle(isRefused: Self.isRefusal(delivery.answered.status)) }
        let answer = {
            do {
                try send(delivery, service: service)
            } catch {
                recover(from: error, delivery: delivery, service: service)
            }
        }
        if let account = context.account { context.watched(by: account, answer) } else { answer() }
        return delivery.answered
    }

    /// Whether a client got nothing for what its request would have cost.
    private static func isRefusal(_ status: Int) -> Bool { status == 429 || status == 503 }

    /// Answers anew, once and from the start, when the first try met something that is gone and the client has nothing
    /// of it yet: no answer mixes two states.
    private func send(_ delivery: Delivery, service: (any Service)?) throws {
        let (request, context) = (delivery.request, delivery.context)
        do {
            try delivery.send(respond(to: request, service: service, context: context))
        } catch let error as any PassingError
            where error.isOfThePast && !delivery.hasBegun && context.retry.beginAnew(after: error)
        {
            context.measurements.note("answered_anew", String(describing: error))
            context.account?.beginAnew()
            try delivery.send(respond(to: request, service: service, context: context))
        }
    }

    /// Tells nginx who sends a request; where nobody can sign in, whoever tries is refused.
    @discardableResult
    func serve(
        _ question: AuthenticationQuestion,
        context: WorkContext,
        transport: any ResponseTransport
    ) -> Answered {
        let request = Request(path: .root, id: context.requestID)
        let delivery = delivery(of: request, context: context, transport: transport)
        let nobody = AuthenticationAnswer.passes(.anonymous, accessClass: "")
        let answer =
            authentication.map { $0(question, context) }
            ?? (question.bringsNothing ? nobody : .refused(.bad))
        if let refusal = answer.refusal { context.measurements.note("refused", refusal.text) }
        do {
            try delivery.send(answer.response)
        } catch {
            delivery.cut()
        }
        return delivery.answered
    }

    /// The same in memory: for tests, and for whoever wants an answer without a connection.
    package func answer(_ request: Request, context: WorkContext) -> FinishedResponse {
        let transport = MemoryTransport()
        serve(request, context: context, transport: transport)
        return transport.finished
    }

    /// Answers a request that could not even be read.
    @discardableResult
    package func refuse(_ error: any Error, context: WorkContext, transport: any ResponseTransport)
        -> Answered
    {
        let request = Request(path: .root, id: context.requestID)
        let delivery = delivery(of: request, context: context, transport: transport)
        recover(from: error, delivery: delivery, service: nil)
        return delivery.answered
    }

    private func delivery(
        of request: Request,
        context: WorkContext,
        transport: any ResponseTransport
    ) -> Delivery {
        Delivery(
            request: request,
            isForStrangers: request.principal.name == nil && request.accessClass == strangersClass,
            context: context,
            transport: transport,
            spool: spool,
            ledger: ledger
        )
    }

    private func service(for path: RequestPath) -> (any Service)? {
        let prefix = path.segments.first ?? ""
        return services.first { $0.prefixes.contains(prefix) } ?? services.first { $0.prefixes.contains("") }
    }

    private func respond(
        to request: Request,
        service: (any Service)?,
        context: WorkContext
    ) throws -> Response {
        guard let service else {
            try context.account?.begin()
            throw RoutingError.noSuchPath(request.path.raw)
        }
        let allowed = [.get, .head, .options] + service.extraMethods
        guard allowed.contains(request.method) else {
            throw RoutingError.methodNotAllowed(request.method, allowed: allowed)
        }
        if request.method == .options { return CrossOrigin.preflight(allowed: allowed) }
        if let refusal = request.refusal { throw refusal }
        try context.check()
        try context.account?.begin()
        return try service.respond(to: request, context: context)
    }

    /// Words an error: the service first, else the gateway; once the body has begun, cutting it is all that is left.
    private func recover(from error: any Error, delivery: Delivery, service: (any Service)?) {
        delivery.context.measurements.note("error", String(describing: error))
        // What a worker that stops has not begun to answer nginx gives to another one.
        let isGivenUp = delivery.context.isStopped || Fallback.nobodyListens(error)
        if delivery.hasBegun || isGivenUp { return delivery.cut() }
        let worded = wording(of: error, delivery: delivery, service: service)
        do {
            try delivery.send(worded ?? Fallback.response(to: error, requestID: delivery.request.id))
        } catch let second {
            recoverPlainly(from: second, first: error, delivery: delivery)
        }
    }

    /// A method that is not offered is answered by the gateway alone: no protocol has words for it.
    private func wording(of error: any Error, delivery: Delivery, service: (any Service)?) -> Response? {
        if case RoutingError.methodNotAllowed = error { return nil }
        return service?.failure(error, request: delivery.request, context: delivery.context)
    }

    private func recoverPlainly(from second: any Error, first: any Error, delivery: Delivery) {
        delivery.context.measurements.note("error", String(describing: second))
        if delivery.hasBegun || Fallback.nobodyListens(second) { return delivery.cut() }
        do {
            try delivery.send(Fallback.response(to: first, requestID: delivery.request.id))
        } catch {
            delivery.cut()
        }
    }
}

/// Why no service was asked.
package enum RoutingError: Error, Sendable, Equatable {
    case noSuchPath(String)
    case methodNotAllowed(HTTPMethod, allowed: [HTTPMethod])
}
