internal import Execution
internal import Synchronization

/// The reads that one thread waits for: outcomes go in from the loop's thread and are taken out by the waiter's.
final class TransferBatch: Sendable {
    let deadline: Deadline
    /// For what and whom it is read.
    let reader: WorkContext.Reader
    private let reading: StoreReading?
    private let state = Monitor(State())
    private let abandoned = Atomic<Bool>(false)

    private struct State {
        var arrived: [Result] = []
        var interests: [any Waiter] = []
        var isAbandoned = false
    }

    /// How long a waiter sleeps before it looks whether its client is still there.
    private static let secondsBetweenChecks = 0.25

    /// `reading` learns that something comes, before all of it is there.
    init(deadline: Deadline, reader: WorkContext.Reader = .init(), reading: StoreReading? = nil) {
        self.deadline = deadline
        self.reader = reader
        self.reading = reading
    }

    /// Says that a part of an answer has come.
    func showLife() { reading?.showLife() }

    /// True once it has no waiter: the rest need not be fetched.
    var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }

    /// Gives up what is left; returns what has come and was not taken.
    ///
    /// `interests`: other waiters for all of it, beside the one that gives up.
    func abandon(_ interests: [any Waiter]) -> [Result] {
        let left = state.withLock { state in
            (state.isAbandoned, state.interests) = (true, interests)
            return exchange(&state.arrived, with: [])
        }
        abandoned.store(true, ordering: .releasing)
        return left
    }

    /// The waiters for all of it; empty before it was abandoned.
    var interests: [any Waiter] { isAbandoned ? state.withLock { $0.interests } : [] }

    /// What came of a transfer.
    enum Result: Sendable {
        case outcome(TransferOrder, ObjectOutcome, received: Int)
        /// The store refused the credential of this generation; with a fresh one it may answer.
        case renewal(TransferOrder, generation: Int)
        /// The store has named another place; `error` if there is none.
        case relocation(TransferOrder, error: StorageError)
    }

    /// False once it was abandoned: the result has no taker.
    @discardableResult
    func put(_ result: Result) -> Bool {
        state.update { state in
            if !state.isAbandoned { state.arrived.append(result) }
            return !state.isAbandoned
        }
    }

    /// What has arrived since the last call; waits for at least one.
    func take(_ context: WorkContext) throws(Interruption) -> [Result] {
        while true {
            try context.check()
            let pause = Deadline.after(seconds: Self.secondsBetweenChecks)
            let taken = state.wait(until: min(pause, context.deadline)) { state in
                state.arrived.isEmpty ? nil : exchange(&state.arrived, with: [])
            }
            if let taken { return taken }
        }
    }
}
