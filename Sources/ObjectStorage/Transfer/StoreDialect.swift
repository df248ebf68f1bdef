/// What a kind of store adds to plain HTTP: fields of its own, and reasons in the bodies of its errors.
protocol StoreDialect: Sendable {
    /// True where HTTP/2 would put all reads onto one slow connection.
    var needsHTTP1: Bool { get }
    /// True when `reading` wants the bodies of answers that hold no object.
    var readsExplanations: Bool { get }
    var route: TransferRoute { get }
    /// The requested coding of bodies: a coding would make ranges mean something else.
    var acceptedCoding: String { get }
    /// What must be in hand before a request is sent; nil where nothing is.
    var credentials: CredentialProvider? { get }
    /// True for servers of credentials, which have addresses that no store may have.
    var isForIdentity: Bool { get }

    /// Fields for one attempt; made anew for every attempt.
    func fields(for order: TransferOrder) -> RequestFields

    /// The order for another place, if the store has named one, and what an operator should know; nil if there is none.
    func relocated(_ order: TransferOrder) -> (order: TransferOrder, advice: String)?

    /// What the head of an answer means.
    func verdict(on head: ResponseHead, for request: ObjectRequest) -> ResponseDisposition

    /// What an answer without an object means; `plain` is what it would mean from a web server.
    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition
}

extension StoreDialect {
    var acceptedCoding: String { "identity" }
    var credentials: CredentialProvider? { nil }
    var isForIdentity: Bool { false }

    func relocated(_ order: TransferOrder) -> (order: TransferOrder, advice: String)? { nil }

    func verdict(on head: ResponseHead, for request: ObjectRequest) -> ResponseDisposition {
        ResponseDisposition.of(head, for: request)
    }
}

/// The fields of one attempt, each `Name: value`.
struct RequestFields {
    var lines: [String]
    /// Of the credential in them; nil when there is none that could be renewed.
    var generation: Int?
    /// What the address ends in beside its own query; it may be a signature.
    var query: String?

    init(_ lines: [String], generation: Int? = nil) {
        self.lines = lines
        self.generation = generation
    }
}

/// A web server's: perhaps fields that the operator has set, perhaps a bearer token.
struct PlainDialect: StoreDialect {
    var ownFields: [String] = []
    var route = TransferRoute()
    var credentials: CredentialProvider?
    var needsHTTP1: Bool { false }
    var readsExplanations: Bool { false }

    func fields(for order: TransferOrder) -> RequestFields {
        guard let (credential, generation) = credentials?.current, case .token(let token) = credential else {
            return RequestFields(ownFields)
        }
        return RequestFields(ownFields + ["Authorization: Bearer \(token.text)"], generation: generation)
    }

    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition {
        guard head.status == 401, credentials != nil else { return plain }
        return .renew(error: .refused(key: request.key, status: 401))
    }
}
