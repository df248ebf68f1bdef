package import Execution

/// A prefix in a bucket of S3, of a store that speaks like it, or of Google Cloud Storage; it only reads.
package struct S3Store: ListableStore, CountedStore {
    /// What a request needs beside the object's name.
    package struct Dialects: Sendable {
        package var deniedChunks = DeniedChunks.error
        /// Requester pays.
        package var requesterPays = false
        /// The project of Google's that pays.
        package var userProject: String?
        package var route = TransferRoute()

        package init() {}
    }

    package let label: String
    package let counters: StoreCounters
    private let engine: TransferEngine
    private let dialect: S3Dialect
    /// As `dialect`, but a refusal to list never means that there is nothing.
    private let listingDialect: S3Dialect
    /// Nil where it is settled what a refused chunk means.
    private let knowledge: DeniedChunkKnowledge?
    /// Fields of every request, which signatures cover.
    private let ownFields: [(name: String, value: String)]

    /// `credentials`: nil reads anonymously.
    package init(
        location: S3Location,
        credentials: S3Credentials?,
        dialects: Dialects = Dialects(),
        engine: TransferEngine
    ) {
        let authorization = credentials.map { credentials -> S3Authorization in
            let source = FixedKeySource(credentials: credentials)
            return .key(engine.credentials(source.name, from: source))
        }
        self.init(
            location: location,
            authorization: authorization ?? .anonymous,
            dialects: dialects,
            engine: engine
        )
    }

    init(location: S3Location, authorization: S3Authorization, dialects: Dialects, engine: TransferEngine) {
        self.engine = engine
        label = location.label
        counters = StoreCounters(label: label, in: engine.tallies)
        var dialect = S3Dialect(
            signer: S3Signer(authorization),
            location: location,
            clock: ServerClock(),
            route: dialects.route
        )
        listingDialect = dialect
        dialect.absentOnDenied = dialects.deniedChunks == .missing
        knowledge = dialects.deniedChunks == .probe ? DeniedChunkKnowledge() : nil
        self.dialect = dialect
        var fields: [(name: String, value: String)] = []
        if dialects.requesterPays { fields.append(("x-amz-request-payer", "requester")) }
        if let project = dialects.userProject { fields.append(("x-goog-user-project", project)) }
        ownFields = fields
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        let dialect = self.dialect.current
        var orders: [TransferOrder] = []
        orders.reserveCapacity(requests.count)
        for (index, request) in requests.enumerated() {
            guard ObjectKey.isDownward(request.key) else {
                try deliver(index, .failed(.badKey(key: request.key)))
                continue
            }
            orders.append(order(index, request, dialect.location.request(for: request.key), dialect))
        }
        guard let knowledge else { return try engine.run(orders, context: context, deliver: deliver) }
        var denied: [(index: Int, key: String, outcome: ObjectOutcome)] = []
        try engine.run(orders, context: context) { index, outcome in
            let key = requests[index].key
            if case .found = outcome { knowledge.noteRead(key) }
            guard case .failed(.refusedFor(_, 403, "AccessDenied")) = outcome, !ObjectKey.isMetadata(key)
            else {
                return try deliver(index, outcome)
            }
            denied.append((index, key, outcome))
        }
        let absent = try absent(among: denied.map(\.key), knowledge, context)
        for (number, entry) in denied.enumerated() {
            try deliver(entry.index, absent.contains(number) ? .absent : entry.outcome)
        }
    }

    /// Those of `keys`, by number, that a listing says are not there; none where listing is refused too.
    private func absent(
        among keys: [String],
        _ knowledge: DeniedChunkKnowledge,
        _ context: WorkContext
    ) throws -> Set<Int> {
        let dialect = listingDialect.current
        var absent: Set<Int> = []
        var orders: [TransferOrder] = []
        for (number, key) in keys.enumerated() where knowledge.mayList && knowledge.isAmongReadable(key) {
            let prefix = ObjectKey.joining(dialect.location.prefix, key)
            let query = [
                (name: "encoding-type", value: "url"), ("list-type", "2"), ("max-keys", "1"),
                ("prefix", prefix),
            ]
            let request = ObjectRequest(key: key, maxBytes: S3ListPage.maxBytes)
            orders.append(order(number, request, dialect.location.request(parameters: query), dialect))
        }
        try engine.run(orders, context: context) { number, outcome in
            switch outcome {
            case .found(let object):
                let page = try? S3ListPage(object.bytes.withBytes { Array($0) }, shown: keys[number])
                if let page, page.keys.isEmpty, page.prefixes.isEmpty, page.next == nil {
                    absent.insert(number)
                }
            case .failed(.refused(_, 403)), .failed(.refusedFor(_, 403, _)): knowledge.noteRefusedListing()
            default: break
            }
        }
        return absent
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try LevelListing.gather(prefix, below: dialect.location.prefix, most: most) { below, token in
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
        let request = ObjectRequest(key: shown, maxBytes: S3ListPage.maxBytes)
        let dialect = listingDialect.current
        let order = order(0, request, dialect.location.request(parameters: parameters), dialect)
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
        _ dialect: S3Dialect
    ) -> TransferOrder {
        var signable = signable
        signable.fields = ownFields
        return TransferOrder(
            index: index,
            request: request,
            location: dialect.location.server,
            url: dialect.location.url(of: signable),
            counters: counters,
            dialect: dialect,
            signable: signable
        )
    }
}
