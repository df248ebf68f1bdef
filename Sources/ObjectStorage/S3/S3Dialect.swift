/// How S3 is asked and what its errors mean; Google's XML interface speaks like it.
struct S3Dialect: StoreDialect {
    let signer: S3Signer
    let place: BucketPlace
    /// Where the bucket was thought to be when the request was made.
    private(set) var location: S3Location
    let clock: ServerClock
    let route: TransferRoute
    /// Whether 403 AccessDenied for a chunk means that there is no such key, as it does for identities that may not list.
    var absentOnDenied = false

    init(signer: S3Signer, location: S3Location, clock: ServerClock, route: TransferRoute) {
        self.signer = signer
        self.location = location
        self.clock = clock
        self.route = route
        place = BucketPlace(location)
    }

    /// As it is now, for requests that are made now.
    var current: S3Dialect {
        var dialect = self
        dialect.location = place.location
        return dialect
    }

    func relocated(_ order: TransferOrder) -> (order: TransferOrder, advice: String)? {
        let found = place.location
        guard found != location, let signable = order.signable else { return nil }
        var order = order
        let request = found.adopted(signable)
        order.signable = request
        order.location = found.server
        order.url = found.url(of: request)
        order.dialect = current
        return (order, "the bucket '\(found.bucket)' is in \(found.region): set region, it saves a request")
    }

    var needsHTTP1: Bool { true }
    var readsExplanations: Bool { true }
    var credentials: CredentialProvider? { signer.provider }
    private var isGoogle: Bool { location.service == .google }

    /// Google sends objects that are stored compressed as they are only to clients that accept them.
    var acceptedCoding: String { isGoogle ? "gzip" : "identity" }

    func fields(for order: TransferOrder) -> RequestFields {
        guard let request = order.signable else { return RequestFields([]) }
        return signer.fields(for: request, in: location.region, at: clock.secondsSinceEpoch)
    }

    func verdict(on head: ResponseHead, for request: ObjectRequest) -> ResponseDisposition {
        ResponseDisposition.of(head, for: request, storesCoded: isGoogle)
    }

    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition {
        let answer = ErrorDocument(explanation)
        let refusal = refusal(head.status, answer.code, request.key)
        if let code = answer.code, Self.codesOfStaleCredentials.contains(code) {
            return .renew(error: refusal)
        }
        switch head.status {
        case 301, 302, 303, 307, 308, 400:
            let right =
                head.bucketRegion ?? answer.region ?? head.location.flatMap(location.region(ofRedirect:))
            if let right, right != location.region, S3Location.isRegion(right) {
                place.follow(right)
                return .elsewhere(error: .wrongRegion(key: request.key, region: right))
            }
            guard answer.code != "RequestTimeout" else {
                return .retry(.transient(after: nil), error: refusal)
            }
            return .done(.failed(refusal))
        case 416 where request.range != .whole && answer.code == "InvalidRange":
            // The object ends before the range begins: the part that exists is empty.
            let length = answer.objectLength ?? head.contentRange?.objectLength
            let empty = StoredObject(bytes: ObjectBytes([]), objectLength: length, validator: nil)
            return .done(.found(empty))
        case 401: return .renew(error: refusal)
        case 404:
            // No code: a proxy's answer, or one without a body. Any other code is about the bucket.
            let isKey = answer.code == "NoSuchKey" || explanation.isEmpty
            return .done(isKey ? .absent : .failed(refusal))
        case 403 where answer.code == "RequestTimeTooSkewed":
            let isLearnt = clock.follow(answer.serverTime ?? head.date, from: location.server)
            return isLearnt ? .corrected(error: refusal) : .done(.failed(refusal))
        case 403 where absentOnDenied && answer.code == "AccessDenied" && !ObjectKey.isMetadata(request.key):
            return .done(.absent)
        default: break
        }
        switch plain {
        case .retry(let cause, .refused): return .retry(cause, error: refusal)
        case .done(.failed(.refused)): return .done(.failed(refusal))
        default: return plain
        }
    }

    /// What a key of which the time is over, or that another program has replaced, is told.
    private static let codesOfStaleCredentials: Set<String> = [
        "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId",
    ]

    private func refusal(_ status: Int, _ code: String?, _ key: String) -> StorageError {
        code.map { .refusedFor(key: key, status: status, reason: $0) } ?? .refused(key: key, status: status)
    }
}
