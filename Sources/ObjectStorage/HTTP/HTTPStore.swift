package import Execution

/// A plain web server as a store: any server that gives files, with ranges or without, and no listing.
package struct HTTPStore: CountedStore {
    package let label: String
    package let counters: StoreCounters
    private let location: HTTPLocation
    private let engine: TransferEngine
    private let dialect: PlainDialect

    /// `fields`: sent with every request, such as `Authorization: Bearer …`, but not after a redirect.
    package init(location: HTTPLocation, engine: TransferEngine, fields: [String] = []) {
        self.init(location: location, engine: engine, dialect: PlainDialect(ownFields: fields))
    }

    init(location: HTTPLocation, engine: TransferEngine, dialect: PlainDialect) {
        self.location = location
        self.dialect = dialect
        self.engine = engine
        label = location.label
        counters = StoreCounters(label: label, in: engine.tallies)
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
            let url = location.url(for: request.key)
            orders.append(
                TransferOrder(
                    index: index,
                    request: request,
                    location: location,
                    url: url,
                    counters: counters,
                    dialect: dialect
                )
            )
        }
        try engine.run(orders, context: context, deliver: deliver)
    }
}
