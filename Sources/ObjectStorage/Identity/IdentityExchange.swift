internal import Execution
internal import JSON
internal import Synchronization

/// One question to a server that hands out credentials.
struct IdentityQuestion {
    var method = "GET"
    var url: String
    var fields: [String] = []
    var body: String?
    /// Seconds for all attempts together.
    var seconds = 10.0
    /// A metadata server beside this host: never through a proxy.
    var isNearby = false
    /// Google's metadata server says so in a field; other servers at its address do not.
    var wantsGoogle = false

    init(_ url: String) { self.url = url }

    /// A form as `application/x-www-form-urlencoded`.
    init(posting form: [(name: String, value: String)], to url: String) {
        self.url = url
        method = "POST"
        body = URIEscaping.query(form)
        fields = ["Content-Type: application/x-www-form-urlencoded; charset=utf-8"]
    }
}

/// What came back: the body of any status, for errors say there why.
struct IdentityAnswer {
    let status: Int
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self).trimmed }

    /// The JSON object that it is; nil when it is none.
    var document: IdentityDocument? { IdentityDocument(body) }
}

/// A small JSON object of texts and numbers: an answer of a server, or a file that it gave long ago.
struct IdentityDocument {
    private let object: JSONObject

    init?(_ bytes: [UInt8]) {
        let limits = JSONParser.Limits(depth: 16, bytes: 1 << 20)
        guard let object = (try? JSONParser.parse(bytes, limits: limits))?.objectValue else { return nil }
        self.object = object
    }

    /// The text of a member; whole numbers as they are written.
    subscript(name: String) -> String? {
        let value = object[name]
        return value?.stringValue ?? value?.integerValue.map { String($0) }
    }
}

/// Asks servers for credentials through the transfer engine: same connections, same checks of certificates.
struct IdentityExchange: Sendable {
    let runner: TransferRunner

    private static let maxBytes = 1 << 20

    /// - Throws: `CredentialError` when there is no answer at all; an answer of any status is one.
    func send(_ question: IdentityQuestion) throws(CredentialError) -> IdentityAnswer {
        guard let location = HTTPLocation(question.url) else {
            throw CredentialError("'\(question.url)' is no address to ask for credentials")
        }
        let dialect = IdentityDialect(question)
        var order = TransferOrder(
            index: 0,
            request: ObjectRequest(key: "credentials", maxBytes: Self.maxBytes),
            location: location,
            url: question.url,
            counters: StoreCounters(),
            dialect: dialect
        )
        order.method = question.method
        order.body = question.body.map { Array($0.utf8) }
        return try answer(order, dialect, at: location.origin, seconds: question.seconds)
    }

    /// Asks a metadata server beside this host, which answers within four seconds or is not there.
    ///
    /// - Throws: `CredentialError`, believed for half a minute, when there is no answer.
    func sendNearby(_ question: IdentityQuestion) throws(CredentialError) -> IdentityAnswer {
        var question = question
        question.isNearby = true
        question.seconds = 4
        do {
            return try send(question)
        } catch {
            throw CredentialError(error.cause, seconds: 30)
        }
    }

    private func answer(
        _ order: TransferOrder,
        _ dialect: IdentityDialect,
        at origin: String,
        seconds: Double
    )
        throws(CredentialError) -> IdentityAnswer
    {
        var outcome = ObjectOutcome.absent
        do {
            try runner.run([order], context: .background(seconds: seconds)) { _, received in
                outcome = received
            }
        } catch {
            throw CredentialError("no answer from \(origin) in \(Int(seconds.rounded(.up))) s")
        }
        if case .found(let object) = outcome {
            return IdentityAnswer(status: 200, body: object.bytes.withBytes { Array($0) })
        }
        if let refusal = dialect.refusal { return refusal }
        guard case .failed(let error) = outcome else {
            throw CredentialError("\(origin) does not know the address that was asked for")
        }
        switch error {
        case .unreachable(_, let cause): throw CredentialError("\(origin) cannot be reached: \(cause)")
        case .system(_, let cause): throw CredentialError("\(origin): \(cause)")
        case .timedOut: throw CredentialError("no answer from \(origin) in \(Int(seconds.rounded(.up))) s")
        default: throw CredentialError("\(origin) answered something that cannot be read")
        }
    }
}

/// How servers of credentials are asked: redirects are refused, answers of all kinds kept.
private final class IdentityDialect: StoreDialect {
    private let ownFields: [String]
    private let wantsGoogle: Bool
    let route: TransferRoute
    let needsHTTP1 = true
    let readsExplanations = true
    let isForIdentity = true
    private let refused = Mutex<IdentityAnswer?>(nil)

    init(_ question: IdentityQuestion) {
        ownFields = question.fields
        wantsGoogle = question.wantsGoogle
        route = TransferRoute(proxy: question.isNearby ? .none : .environment)
    }

    var refusal: IdentityAnswer? { refused.withLock { $0 } }

    func fields(for order: TransferOrder) -> RequestFields { RequestFields(ownFields) }

    func verdict(on head: ResponseHead, for request: ObjectRequest) -> ResponseDisposition {
        let verdict = ResponseDisposition.of(head, for: request)
        switch verdict {
        case .take where wantsGoogle && head.metadataFlavour != "Google":
            return .done(.failed(.system(key: request.key, cause: "this is not Google's metadata server")))
        case .redirect: return .done(.failed(.refused(key: request.key, status: head.status)))
        default: return verdict
        }
    }

    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition {
        if head.status != 200 {
            refused.withLock { $0 = IdentityAnswer(status: head.status, body: explanation) }
        }
        return plain
    }
}
