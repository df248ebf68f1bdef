internal import Execution
internal import Synchronization

/// The reads that one thread waits for: outcomes go in from the loop's thread and are taken out by the waiter's.
final class TransferBatch: Sendable {
    let deadline: Deadline
    private let arrived = Monitor<[Result]>([])
    private let abandoned = Atomic<Bool>(false)

    /// How long a waiter sleeps before it looks whether its client is still there.
    private static let secondsBetweenChecks = 0.25

    init(deadline: Deadline) {
        self.deadline = deadline
    }

    /// True once nobody waits: what is left need not be fetched.
    var isAbandoned: Bool { abandoned.load(ordering: .relaxed) }

    func abandon() { abandoned.store(true, ordering: .relaxed) }

    /// What came of a transfer.
    enum Result: Sendable {
        case outcome(Int, ObjectOutcome)
        /// The store refused the credential of this generation; with a fresh one it may answer.
        case renewal(TransferOrder, generation: Int)
    }

    func put(_ result: Result) {
        arrived.update { $0.append(result) }
    }

    /// What has arrived since the last call; waits for at least one.
    func take(_ context: WorkContext) throws(Interruption) -> [Result] {
        while true {
            try context.check()
            let pause = Deadline.after(seconds: Self.secondsBetweenChecks)
            let taken = arrived.wait(until: min(pause, context.deadline)) { arrived in
                arrived.isEmpty ? nil : exchange(&arrived, with: [])
            }
            if let taken { return taken }
        }
    }
}

/// Puts `new` in the place of `old` and returns `old`.
func exchange<Value>(_ old: inout Value, with new: Value) -> Value {
    let value = old
    old = new
    return value
}
