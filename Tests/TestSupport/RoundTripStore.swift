package import Execution
package import ObjectStorage
internal import Synchronization

/// A store far away: every batch of reads is a round trip, and is written down.
package final class RoundTripStore: ObjectStore {
    private let store: any ObjectStore
    private let trips = Mutex<[[String]]>([])

    package init(_ store: any ObjectStore) {
        self.store = store
    }

    package var label: String { store.label }

    /// The keys of each batch since the last call, in order.
    package func takeTrips() -> [[String]] {
        trips.withLock { trips in
            defer { trips = [] }
            return trips
        }
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        if !requests.isEmpty { trips.withLock { $0.append(requests.map(\.key)) } }
        try store.read(requests, context: context, deliver: deliver)
    }
}
