internal import Synchronization

/// Requests to a store since the worker began; for a worker, also those of its host.
package final class StoreCounters: Sendable {
    package enum Kind: Int, CaseIterable, Sendable {
        case gets, bytes, retries, errors
    }

    private let counts = Mutex([Int](repeating: 0, count: Kind.allCases.count))
    private let slot: StoreTallies.Slot?

    /// `tallies` hold the sums of all workers, by `label`.
    package init(label: String = "", in tallies: StoreTallies? = nil) {
        slot = tallies?.slot(for: label)
    }

    /// Requests sent or files opened, repetitions included.
    package var gets: Int { value(.gets) }
    /// Bytes of objects that arrived, those of failed attempts and of wholes for parts included.
    package var bytes: Int { value(.bytes) }
    /// Requests sent again after a failure.
    package var retries: Int { value(.retries) }
    /// Reads that ended in an error.
    package var errors: Int { value(.errors) }

    func countGet() { add(1, to: .gets) }

    func countRetry() { add(1, to: .retries) }

    /// `received`: bytes that came for it, whatever became of them.
    func count(_ outcome: ObjectOutcome, received: Int) {
        if received > 0 { add(received, to: .bytes) }
        if case .failed = outcome { add(1, to: .errors) }
    }

    private func value(_ kind: Kind) -> Int { counts.withLock { $0[kind.rawValue] } }

    private func add(_ amount: Int, to kind: Kind) {
        counts.withLock { $0[kind.rawValue] &+= amount }
        slot?.add(amount, to: kind)
    }
}

/// A store that counts its requests.
package protocol CountedStore: ObjectStore {
    var counters: StoreCounters { get }
}
