package import Execution

/// A prefix in a bucket of S3, or of a store that speaks like it; it only reads.
package struct S3Store: ListableStore, CountedStore {
    package let label: String
    package let counters = StoreCounters()
    private let location: S3Location
    private let engine: TransferEngine
    private let manner: S3Manner
    /// As `manner`, but a refusal to list never means that there is nothing.
    private let listingManner: S3Manner

    /// `credentials`: nil reads anonymously.
    ///
    /// `absentOnDenied`: 403 AccessDenied means that there is no such key, which is what S3 answers to those who may
    /// read but not list.
    package init(
        location: S3Location,
        credentials: S3Credentials?,
        absentOnDenied: Bool = false,
        engine: TransferEngine
    ) {
        self.location = location
        self.engine = engine
        label = location.label
        let signing = credentials.map { SigningV4(credentials: $0, region: location.region) }
        manner = S3Manner(signing: signing, region: location.region, absentOnDenied: absentOnDenied)
        listingManner = S3Manner(signing: signing, region: location.region, absentOnDenied: false)
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
        guard prefix.isEmpty || ObjectKey.isSafe(prefix) else { throw StorageError.badKey(key: prefix) }
        let below = prefix.isEmpty ? location.prefix : ObjectKey.joining(location.prefix, prefix)
        var names = S3Listing(prefix: below.isEmpty ? "" : "\(below)/")
        var token: String?
        repeat {
            let page = try page(of: names.prefix, token: token, shown: prefix, context)
            try names.add(page, most: most, shown: prefix)
            guard page.nextToken == nil || page.nextToken != token else {
                throw StorageError.system(key: prefix, cause: "the listing goes round in circles")
            }
            token = page.nextToken
        } while token != nil
        return names.listing
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
        TransferOrder(
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
