internal import Synchronization

/// What a store has been asked for since the worker began.
package final class StoreCounters: Sendable {
    private let getCount = Atomic<Int>(0)
    private let byteCount = Atomic<Int>(0)
    private let retryCount = Atomic<Int>(0)
    private let errorCount = Atomic<Int>(0)

    package init() {}

    /// Requests sent or files opened, repetitions included.
    package var gets: Int { getCount.load(ordering: .relaxed) }
    /// Bytes of objects that arrived.
    package var bytes: Int { byteCount.load(ordering: .relaxed) }
    /// Requests sent again after a failure.
    package var retries: Int { retryCount.load(ordering: .relaxed) }
    /// Reads that ended in an error.
    package var errors: Int { errorCount.load(ordering: .relaxed) }

    func countGet() { getCount.add(1, ordering: .relaxed) }

    func countRetry() { retryCount.add(1, ordering: .relaxed) }

    func count(_ outcome: ObjectOutcome) {
        switch outcome {
        case .absent: break
        case .found(let object): byteCount.add(object.bytes.count, ordering: .relaxed)
        case .failed: errorCount.add(1, ordering: .relaxed)
        }
    }
}

/// A store that counts what it is asked for.
package protocol CountedStore: ObjectStore {
    var counters: StoreCounters { get }
}
