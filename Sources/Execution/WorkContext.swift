internal import CPlatform
internal import Synchronization

/// What travels with a request through every layer: its deadline, its cancellation and what it has cost so far.
///
/// One request is one thread, but fetches and decoding for it run on others: everything here is safe to share.
package final class WorkContext: Sendable {
    package let requestID: String
    /// Who asks: the catalogue decides with it what may be seen.
    package let principal: Principal
    package let deadline: Deadline
    /// When the request came: what was looked at later than so and so long before it need not be looked at again.
    package let arrivedAt: Deadline
    package let measurements: Measurements
    package let states: UsedStates
    private let cancelled = Atomic<Bool>(false)
    /// What it does for others too.
    private let led: Mutex<[any Interest]>
    /// Those who want to know what is read.
    private let observers = Mutex<[any ReadObserver]>([])
    /// Whether cancellation is by the thread that it works for, which has looked already who else waits.
    private let isBranch: Bool
    /// The request's connection, polled for a client that has gone; negative when there is none.
    private let connection: Int32

    package init(
        requestID: String = "",
        principal: Principal = .anonymous,
        deadline: Deadline,
        arrivedAt: Deadline = .now,
        connection: Int32 = -1,
        measurements: Measurements = Measurements(),
        states: UsedStates = UsedStates()
    ) {
        self.requestID = requestID
        self.principal = principal
        self.deadline = deadline
        self.arrivedAt = arrivedAt
        self.connection = connection
        self.measurements = measurements
        self.states = states
        led = Mutex([])
        isBranch = false
    }

    /// For another thread that does a part of this request's work: it ends when whoever made this cancels it.
    package func branch() -> WorkContext { WorkContext(branchOf: self) }

    private init(branchOf context: WorkContext) {
        requestID = context.requestID
        principal = context.principal
        deadline = context.deadline
        arrivedAt = context.arrivedAt
        connection = -1
        measurements = context.measurements
        states = context.states
        led = Mutex(context.interests)
        isBranch = true
    }

    /// A context for work that no client waits for, such as a command or opening a dataset at start.
    package static func background(seconds: Double) -> WorkContext {
        WorkContext(deadline: .after(seconds: seconds))
    }

    package func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    /// Call once for each chunk, not for each value: about a microsecond when there is a connection to poll.
    ///
    /// - Throws: `deadlinePassed`, or `cancelled` when the client is gone and nobody else waits for what is being done.
    package func check() throws(Interruption) {
        if deadline.hasPassed { throw isCancelled ? .cancelled : .deadlinePassed }
        if connection >= 0, !isCancelled, sluice_peer_is_gone(connection) != 0 { cancel() }
        if isCancelled, isBranch || !interests.contains(where: { $0.isShared }) { throw .cancelled }
    }

    private var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Does work for which others may wait: as long as they do, cancellation does not end it.
    func leading<Result>(_ interest: any Interest, _ body: () throws -> Result) rethrows -> Result {
        led.withLock { $0.append(interest) }
        defer { led.withLock { _ = $0.removeLast() } }
        return try body()
    }

    /// Who may wait for what is being done now, beside this request.
    package var interests: [any Interest] { led.withLock { $0 } }

    /// Tells `observer` of everything that `body` reads for this request, on whichever thread.
    package func observed<Result>(
        by observer: any ReadObserver,
        _ body: () throws -> Result
    ) rethrows -> Result {
        observers.withLock { $0.append(observer) }
        defer { observers.withLock { _ = $0.removeLast() } }
        return try body()
    }

    /// Who wants to know what is read now; nil when nobody does.
    package var observer: (any ReadObserver)? { observers.withLock { $0.last } }
}

/// Somebody who wants to know what a request reads; what that can be is the business of the reader's own target.
package protocol ReadObserver: AnyObject, Sendable {}
