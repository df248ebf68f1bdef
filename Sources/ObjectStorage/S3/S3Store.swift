package import Execution

/// A prefix in a bucket of S3, of a store that speaks like it, or of Google Cloud Storage; it only reads.
package struct S3Store: ListableStore, CountedStore {
    /// What a store wants to be told beside the object's name.
    package struct Manners: Sendable {
        /// 403 AccessDenied means that there is no such key, which is what S3 answers to those who may read but not
        /// list.
        package var absentOnDenied = false
        /// Who asks pays.
        package var requesterPays = false
        /// The project of Google's that pays.
        package var userProject: String?
        package var route = TransferRoute()

        package init() {}
    }

    package let label: String
    package let counters = StoreCounters()
    private let location: S3Location
    private let engine: TransferEngine
    private let manner: S3Manner
    /// As `manner`, but a refusal to list never means that there is nothing.
    private let listingManner: S3Manner
    /// Fields of every request, which signatures cover.
    private let ownFields: [(name: String, value: String)]

    /// `credentials`: nil reads anonymously.
    package init(
        location: S3Location,
        credentials: S3Credentials?,
        manners: Manners = Manners(),
        engine: TransferEngine
    ) {
        let authorization = credentials.map { credentials -> S3Authorization in
            let source = FixedKeySource(credentials: credentials)
            return .key(engine.credentials(source.name, from: source))
        }
        self.init(
            location: location,
            authorization: authorization ?? .anonymous,
            manners: manners,
            engine: engine
        )
    }

    init(location: S3Location, authorization: S3Authorization, manners: Manners, engine: TransferEngine) {
        self.location = location
        self.engine = engine
        label = location.label
        var manner = S3Manner(
            signer: S3Signer(authorization, region: location.region),
            location: location,
            clock: ServerClock(),
            route: manners.route
        )
        listingManner = manner
        manner.absentOnDenied = manners.absentOnDenied
        self.manner = manner
        var fields: [(name: String, value: String)] = []
        if manners.requesterPays { fields.append(("x-amz-request-payer", "requester")) }
        if let project = manners.userProject { fields.append(("x-goog-user-project", project)) }
        ownFields = fields
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var orders: [TransferOrder] = []
        orders.reserveCapacity(requests.count)
        for (index, request) in requests.enumerated() {
            guard ObjectKey.isDownward(request.key) else {
                try deliver(index, .failed(.badKey(key: request.key)))
                continue
            }
            orders.append(order(index, request, location.request(for: request.key), manner))
        }
        try engine.run(orders, context: context, deliver: deliver)
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try LevelListing.gather(prefix, below: location.prefix, most: most) { below, token in
            try page(of: below, token: token, shown: prefix, context)
        }
    }

    private func page(of prefix: String, token: String?, shown: String, _ context: WorkContext) throws
        -> S3ListPage
    {
        var parameters = [
            ("delimiter", "/"), ("encoding-type", "url"), ("list-type", "2"), ("max-keys", "1000"),
            ("prefix", prefix),
        ].map { (name: $0.0, value: $0.1) }
        if let token { parameters.append(("continuation-token", token)) }
        let request = ObjectRequest(key: shown, mostBytes: S3ListPage.mostBytes)
        let order = order(0, request, location.request(parameters: parameters), listingManner)
        var outcome = ObjectOutcome.absent
        try engine.run([order], context: context) { _, received in outcome = received }
        switch outcome {
        case .absent: throw StorageError.refused(key: shown, status: 404)
        case .failed(let error): throw error
        case .found(let object):
            return try S3ListPage(object.bytes.withBytes { Array($0) }, shown: shown)
        }
    }

    private func order(
        _ index: Int,
        _ request: ObjectRequest,
        _ signable: SigningV4.Request,
        _ manner: S3Manner
    ) -> TransferOrder {
        var signable = signable
        signable.fields = ownFields
        return TransferOrder(
            index: index,
            request: request,
            location: location.server,
            url: location.url(of: signable),
            counters: counters,
            manner: manner,
            signable: signable
        )
    }
}
