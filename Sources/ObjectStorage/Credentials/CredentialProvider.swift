internal import Execution
internal import Synchronization

/// The credential of one source, shared by all stores that use it: fetched once for all waiting requests, renewed before it
/// ends, kept while it is valid even if renewing fails.
///
/// A thread of its own asks the source, so that a waiting request that gives up does not take the answer from others.
final class CredentialProvider: Sendable {
    private struct State {
        var issued: (credential: Credential, term: CredentialTerm)?
        /// A store has refused the present one: no new request uses it, and those under way find out by themselves.
        var isRefused = false
        /// Grows with every new credential, so that a refusal is about the one that was used.
        var generation = 0
        var failure: CredentialError?
        var failures = 0
        /// No use in asking before.
        var nextAttempt = Deadline.now
        var isWanted = false
        var isClosed = false
    }

    /// How an operator would call the source.
    private let label: String
    /// Seconds for which an expired credential is still tried while the source does not answer.
    private let graceSeconds: Double
    private let fetch: Fetch
    private let state = Monitor(State())
    private let thread = Mutex<WorkerThread?>(nil)

    private static let longestPause = 60.0
    /// With nothing in hand, requests fail meanwhile: try more often.
    private static let longestPauseWithout = 10.0
    private static let secondsBetweenChecks = 0.25

    /// Asks the source for a credential as it is now; it may wait for servers.
    typealias Fetch = @Sendable () throws(CredentialError) -> IssuedCredential

    init(label: String, graceSeconds: Double, fetch: @escaping Fetch) {
        self.label = label
        self.graceSeconds = graceSeconds
        self.fetch = fetch
    }

    /// What is in hand, good or not; never waits.
    var current: (credential: Credential, generation: Int)? {
        state.withLock { state in state.issued.map { ($0.credential, state.generation) } }
    }

    /// Returns once a usable credential is in hand.
    ///
    /// - Throws: `CredentialError`, or `Interruption` when the caller's time ends first.
    func prepare(_ context: WorkContext) throws {
        while true {
            var settled = state.withLock { state in poll(&state) }
            if settled == nil || state.withLock({ $0.isWanted }) { begin() }
            if settled == nil {
                try context.check()
                let pause = min(Deadline.after(seconds: Self.secondsBetweenChecks), context.deadline)
                settled = state.wait(until: pause) { state in poll(&state) }
            }
            guard let settled else { continue }
            if state.withLock({ $0.issued?.term.ends.hasPassed ?? false }) {
                context.measurements.note(
                    "credentials",
                    "\(label) does not answer; using an expired one"
                )
            }
            return try settled.get()
        }
    }

    /// A store has refused the credential of this generation: it is not used again.
    func refuse(_ generation: Int) {
        state.update { state in
            guard state.generation == generation else { return }
            state.isRefused = true
            state.failure = nil
            state.nextAttempt = .now
        }
    }

    /// Ends the thread; nothing is fetched from then on.
    func close() {
        state.update { $0.isClosed = true }
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// Whether a request may go ahead; nil while it must wait.
    ///
    /// Says on the way what is wanted.
    private func poll(_ state: inout State) -> Result<Void, CredentialError>? {
        let now = Deadline.now
        if state.isClosed { return .failure(CredentialError("the server is stopping")) }
        if let term = state.issued?.term, !state.isRefused {
            if now < term.waitingBegins {
                if now >= term.renewalBegins, now >= state.nextAttempt { state.isWanted = true }
                return .success(())
            }
            let grace = state.failure == nil ? 0 : graceSeconds
            if now < term.ends || now < term.ends.later(by: grace) {
                if state.failure != nil, now < state.nextAttempt { return .success(()) }
                state.isWanted = true
                return nil
            }
        }
        if let failure = state.failure, now < state.nextAttempt { return .failure(failure) }
        state.isWanted = true
        return nil
    }

    /// Wakes the thread that asks the source, or starts it.
    private func begin() {
        state.update { _ in }
        thread.withLock { thread in
            guard thread == nil, !state.withLock({ $0.isClosed }) else { return }
            thread = WorkerThread(name: "credentials") { [state, fetch] in
                while Self.isAsked(state) {
                    let result = Result { () throws(CredentialError) in try fetch() }
                    state.update { Self.settle(&$0, result) }
                }
            }
        }
    }

    private static func isAsked(_ state: Monitor<State>) -> Bool {
        while true {
            let asked = state.wait(until: .after(seconds: 3600)) { state -> Bool? in
                if state.isClosed { return false }
                return state.isWanted ? true : nil
            }
            if let asked { return asked }
        }
    }

    private static func settle(_ state: inout State, _ result: Result<IssuedCredential, CredentialError>) {
        state.isWanted = false
        switch result {
        case .success(let issued):
            state.failure = nil
            state.failures = 0
            state.nextAttempt = .now
            let isSame = state.issued?.credential == issued.credential && !state.isRefused
            if isSame, state.issued?.term.ends.hasPassed == false {
                state.issued?.term.postpone()
            } else {
                state.generation += 1
                state.isRefused = false
                state.issued = (issued.credential, CredentialTerm(issued.lifetime))
            }
        case .failure(let error):
            state.failure = error
            state.failures += 1
            let longest = state.issued == nil || state.isRefused ? longestPauseWithout : longestPause
            let pause = min(longest, Double(1 << min(state.failures - 1, 6)))
            state.nextAttempt = .after(seconds: max(pause, error.seconds))
        }
    }
}

extension Deadline {
    fileprivate func later(by seconds: Double) -> Deadline {
        Deadline(nanoseconds: nanoseconds &+ UInt64(seconds * 1e9))
    }
}
