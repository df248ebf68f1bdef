internal import Execution
internal import JSON
internal import ObjectStorage
internal import Synchronization

/// Fetches an issuer's keys on a thread of its own and keeps them: requests find them there, and seldom wait.
final class IssuerKeys: Sendable {
    /// Whose key a name is.
    enum Finding: Sendable {
        case key(VerificationKey)
        /// The issuer has none of that name.
        case unknown
        /// It cannot be told now.
        case unknowable(String)
    }

    /// Fetches the keys as they are now, within the context's time.
    typealias Fetch = @Sendable (WorkContext) throws(WebDocumentError) -> FetchedKeys

    private struct State {
        var shelf: KeyShelf
        var isWanted = false
        var isClosed = false
        /// Of the look under way.
        var look: WorkContext?
        var waiting = 0
    }

    private let state: Monitor<State>
    private let clock: IssuerClock
    private let waitSeconds: Double
    private let thread: Mutex<WorkerThread?>

    /// For both documents together.
    static let fetchSeconds = 10.0
    /// No more than so many requests wait for a key that is not here.
    ///
    /// Others are answered that it cannot be told, and come again. Whoever makes up names while an issuer hangs holds no more threads.
    static let mostWaiting = 2
    /// How long the thread sleeps at most before it looks at the clock again.
    private static let secondsBetweenChecks = 60.0

    /// Begins to fetch at once.
    init(clock: IssuerClock, waitSeconds: Double, fetch: @escaping Fetch) {
        self.clock = clock
        self.waitSeconds = waitSeconds
        let state = Monitor(State(shelf: KeyShelf(now: clock.monotonic())))
        self.state = state
        let started = WorkerThread(name: "issuer") {
            while let look = Self.next(state, clock) {
                let result = Result { () throws(WebDocumentError) in try fetch(look) }
                state.update { state in
                    state.shelf.settle(result, clock.monotonic())
                    (state.isWanted, state.look) = (false, nil)
                }
            }
        }
        thread = Mutex(started)
    }

    deinit { close() }

    /// Ends the thread, and the look that it is at.
    func close() {
        state.update { state in
            state.isClosed = true
            state.look?.cancel()
        }
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    var summary: IssuerState {
        let now = clock.monotonic()
        return state.withLock { $0.shelf }.summary(now)
    }

    /// The key of that name; looks again for one that is not here, at most once in half a minute.
    func key(named name: ExactText, context: WorkContext) -> Finding {
        let now = clock.monotonic()
        let first = state.update { state -> (finding: Finding?, looks: Int) in
            if let key = state.shelf.keys(now)?[name] { return (.key(key), 0) }
            if !state.isClosed, state.shelf.mayReload(now) { state.isWanted = true }
            guard state.isWanted else { return (Self.without(name, state.shelf, now), 0) }
            guard state.waiting < Self.mostWaiting else { return (Self.underWay, 0) }
            state.waiting += 1
            return (nil, state.shelf.looks)
        }
        if let finding = first.finding { return finding }
        return context.idle { wait(for: name, beyond: first.looks, context) }
    }

    private func wait(for name: ExactText, beyond looks: Int, _ context: WorkContext) -> Finding {
        let pause = min(Deadline.after(seconds: waitSeconds), context.deadline)
        let shelf = state.wait(until: pause) { state in
            state.shelf.looks != looks || state.isClosed ? state.shelf : nil
        }
        state.withLock { $0.waiting -= 1 }
        guard let shelf else { return Self.underWay }
        let now = clock.monotonic()
        return shelf.keys(now)?[name].map { .key($0) } ?? Self.without(name, shelf, now)
    }

    private static let underWay = Finding.unknowable("the issuer's keys are being fetched")

    /// What a name is that is not among the keys in hand.
    private static func without(_ name: ExactText, _ shelf: KeyShelf, _ now: Deadline) -> Finding {
        if let failure = shelf.failure { return .unknowable("no keys from the issuer: \(failure.cause)") }
        return shelf.keys(now) == nil ? underWay : .unknown
    }

    /// Waits until a look is wanted; nil when there is to be none any more.
    private static func next(_ state: Monitor<State>, _ clock: IssuerClock) -> WorkContext? {
        while true {
            let now = clock.monotonic()
            let due = state.withLock { $0.shelf.nextLook }
            let rest = due > now ? Double(due.nanoseconds - now.nanoseconds) / 1e9 : 0
            let pause = Deadline.after(seconds: min(rest, secondsBetweenChecks))
            let look = state.wait(until: pause) { state -> WorkContext?? in
                if state.isClosed { return .some(nil) }
                guard state.isWanted || state.shelf.isDue(clock.monotonic()) else { return nil }
                state.isWanted = true
                let look = WorkContext.background(seconds: fetchSeconds)
                state.look = look
                return .some(look)
            }
            if let look { return look }
        }
    }
}

/// What an operator wants to know of an issuer.
package struct IssuerState: Sendable, Equatable {
    /// Keys in hand that are still believed.
    package let keys: Int
    /// Nil before they have come once.
    package let secondsSinceFetched: Double?
    /// Why the last look brought none; nil when it brought some.
    package let failure: String?
}
