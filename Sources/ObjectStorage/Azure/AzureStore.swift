package import Execution

/// A prefix in a container of Azure Blob storage; it only reads.
package struct AzureStore: ListableStore, CountedStore {
    package let label: String
    package let counters: StoreCounters
    private let location: AzureLocation
    private let dialect: AzureDialect
    private let engine: TransferEngine

    private static let namesPerPage = "5000"

    init(
        location: AzureLocation,
        authorization: AzureAuthorization,
        route: TransferRoute,
        engine: TransferEngine
    ) {
        self.location = location
        self.engine = engine
        label = location.label
        counters = StoreCounters(label: label, in: engine.tallies)
        dialect = AzureDialect(
            location: location,
            authorization: authorization,
            clock: ServerClock(),
            route: route
        )
    }

    /// Azure knows no ranges from the end: for those the length is asked first.
    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var plain: [(Int, ObjectRequest)] = []
        var ends: [(Int, ObjectRequest)] = []
        for (index, request) in requests.enumerated() {
            guard ObjectKey.isDownward(request.key) else {
                try deliver(index, .failed(.badKey(key: request.key)))
                continue
            }
            if case .suffix = request.range {
                ends.append((index, request))
            } else {
                plain.append((index, request))
            }
        }
        if !ends.isEmpty { plain += try resolved(ends, context, deliver) }
        try run(plain, context, deliver)
    }

    /// The requests for ends of objects as ranges of the objects that they were; delivers what needs no more.
    private func resolved(
        _ ends: [(Int, ObjectRequest)],
        _ context: WorkContext,
        _ deliver: (Int, ObjectOutcome) throws -> Void
    ) throws -> [(Int, ObjectRequest)] {
        var ranges: [(Int, ObjectRequest)] = []
        let probes = ends.map { index, request in
            let range = ByteRange.bytes(offset: 0, count: 1)
            let probe = request.instead(
                key: request.key,
                range: range,
                maxBytes: 1,
                condition: request.condition
            )
            return (index, probe)
        }
        let requests = Dictionary(uniqueKeysWithValues: ends)
        try run(probes, context) { index, outcome in
            guard case .found(let object) = outcome, let length = object.objectLength, length > 0,
                let request = requests[index]
            else { return try deliver(index, outcome) }
            let part = request.range.resolved(length: length)
            ranges.append(
                (
                    index,
                    request.instead(
                        key: request.key,
                        range: .bytes(offset: part.lowerBound, count: part.count),
                        maxBytes: request.maxBytes,
                        condition: request.condition ?? object.validator.map { .entityTag($0) }
                    )
                )
            )
        }
        return ranges
    }

    private func run(
        _ requests: [(Int, ObjectRequest)],
        _ context: WorkContext,
        _ deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        let orders = requests.map { index, request in order(index, request, location.path(of: request.key)) }
        try engine.run(orders, context: context, deliver: deliver)
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try LevelListing.gather(prefix, below: location.prefix, most: most) { below, marker in
            try page(of: below, marker: marker, shown: prefix, context)
        }
    }

    private func page(of prefix: String, marker: String?, shown: String, _ context: WorkContext) throws
        -> AzureListPage
    {
        var parameters = [
            (name: "comp", value: "list"), ("delimiter", "/"), ("maxresults", Self.namesPerPage),
            ("prefix", prefix),
            ("restype", "container"),
        ]
        if let marker { parameters.append(("marker", marker)) }
        let request = ObjectRequest(key: shown, maxBytes: AzureListPage.maxBytes)
        let order = order(0, request, location.containerPath, parameters)
        var outcome = ObjectOutcome.absent
        try engine.run([order], context: context) { _, received in outcome = received }
        switch outcome {
        case .absent: throw StorageError.refused(key: shown, status: 404)
        case .failed(let error): throw error
        case .found(let object): return try AzureListPage(object.bytes.withBytes { Array($0) }, shown: shown)
        }
    }

    private func order(
        _ index: Int,
        _ request: ObjectRequest,
        _ path: String,
        _ parameters: [(name: String, value: String)] = []
    ) -> TransferOrder {
        let query = URIEscaping.query(parameters)
        var signable = SigningV4.Request(host: "", path: path)
        signable.fields = parameters
        var order = TransferOrder(
            index: index,
            request: request,
            location: location.server,
            url: location.server.origin + path + (query.isEmpty ? "" : "?\(query)"),
            counters: counters,
            dialect: dialect
        )
        order.signable = signable
        return order
    }
}
