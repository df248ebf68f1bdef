package import Execution
internal import Synchronization

/// A small document of a server that is no store, such as the keys of an issuer of identities.
package struct WebDocument: Sendable {
    package let bytes: [UInt8]
    /// For how many seconds the server lets it be kept; nil when it does not say.
    package let freshSeconds: Int?

    package init(bytes: [UInt8], freshSeconds: Int? = nil) {
        self.bytes = bytes
        self.freshSeconds = freshSeconds
    }
}

/// Why there is no such document: for operators, whose log it is written into.
package struct WebDocumentError: Error, Sendable, Equatable, CustomStringConvertible {
    package let cause: String

    package init(_ cause: String) { self.cause = cause }

    package var description: String { cause }
}

extension TransferEngine {
    /// Reads one document with the engine's connections and checks of certificates, before the context's deadline.
    ///
    /// A redirect is refused, and so is an answer of more than `maxBytes`, before its bytes are taken. Addresses that no
    /// store may have (link-local ones) are none here either. No credential goes along.
    ///
    /// - Throws: `WebDocumentError`, when there is no answer of status 200 in time.
    package func document(
        at address: String,
        maxBytes: Int,
        route: TransferRoute,
        context: WorkContext
    ) throws(WebDocumentError) -> WebDocument {
        guard let location = HTTPLocation(address) else {
            throw WebDocumentError("'\(address.prefix(200))' is no address of a web server")
        }
        let dialect = DocumentDialect(route: route)
        let order = TransferOrder(
            index: 0,
            request: ObjectRequest(key: "document", maxBytes: maxBytes),
            location: location,
            url: address,
            counters: StoreCounters(),
            dialect: dialect
        )
        var outcome = ObjectOutcome.absent
        do {
            try runner.run([order], context: context) { _, received in outcome = received }
        } catch {
            throw WebDocumentError("no answer from \(location.label) in time")
        }
        guard case .found(let object) = outcome else {
            throw WebDocumentError("\(location.label): \(dialect.reason(of: outcome))")
        }
        return WebDocument(
            bytes: object.bytes.withBytes { Array($0) },
            freshSeconds: dialect.freshness.seconds
        )
    }
}

/// How such documents are requested: without credentials, and nowhere else than at the address that was named.
private final class DocumentDialect: StoreDialect {
    let needsHTTP1 = true
    let readsExplanations = false
    let route: TransferRoute
    private let met = Mutex<(status: Int, freshness: CacheFreshness)>((0, CacheFreshness()))

    init(route: TransferRoute) { self.route = route }

    var freshness: CacheFreshness { met.withLock { $0.freshness } }

    func reason(of outcome: ObjectOutcome) -> String {
        let status = met.withLock { $0.status }
        if status != 0, status != 200 { return "it answered \(status)" }
        guard case .failed(let error) = outcome else { return "there is no document" }
        return error.reason
    }

    func fields(for order: TransferOrder) -> RequestFields { RequestFields([]) }

    func verdict(on head: ResponseHead, for request: ObjectRequest) -> ResponseDisposition {
        met.withLock { $0 = (head.status, head.freshness) }
        let verdict = ResponseDisposition.of(head, for: request)
        switch verdict {
        case .redirect,
            .take where head.status != 200:
            return .done(.failed(.refused(key: request.key, status: head.status)))
        default: return verdict
        }
    }

    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition { plain }
}
