internal import CPlatform
internal import Synchronization

/// What travels with a request through every layer: its deadline, its cancellation and what it has cost so far.
///
/// One request is one thread, but fetches and decoding for it run on others: everything here is safe to share.
package final class WorkContext: Sendable {
    package let requestID: String
    package let deadline: Deadline
    /// When the request came: what was checked shortly enough before that needs no second check.
    package let arrivedAt: Deadline
    package let measurements: Measurements
    package let retry: RetryState
    /// Who goes first where all share something.
    package let priority: WorkPriority
    /// Whose thread does the work, if it is one of those that are kept apart by what they wait for.
    let group: Bulkheads.Group?
    let waiting: Mutex<Waiting>
    /// Whether `check` has a wait to look at.
    let isWaiting = Atomic<Bool>(false)
    /// To whom the work is charged; nil for work that is nobody's.
    let charged = Mutex<(any WorkAccount)?>(nil)
    /// Whether others go first, and whether it waits for memory as downloads do.
    let isBehind = Atomic<Bool>(false)
    let isDear = Atomic<Bool>(false)
    private let cancelled = Atomic<Bool>(false)
    private let stopped = Atomic<Bool>(false)
    /// With whose cancellation this one's comes.
    private let parent: WorkContext?
    /// What it does for others too.
    private let led: Mutex<[any Waiter]>
    /// Observers of what is read.
    private let observers = Mutex<[any ReadObserver]>([])
    /// Observers of whether it waits.
    let watchers: Mutex<[any WorkWatcher]>
    /// Whether cancellation comes from the thread that it works for, which has already looked for other waiting requests.
    private let isBranch: Bool
    /// The request's connection, polled for a client that has gone; negative when there is none.
    private let connection: Int32
    /// When it was polled last, by the monotonic clock: when the request came, its client was there.
    private let polledAt: Atomic<UInt64>
    /// What is done sooner is not worth giving up.
    private static let pollNanoseconds: UInt64 = 1_000_000

    package init(
        requestID: String = "",
        deadline: Deadline,
        arrivedAt: Deadline = .now,
        connection: Int32 = -1,
        measurements: Measurements = Measurements(),
        retry: RetryState = RetryState(),
        priority: WorkPriority = .interactive,
        group: Bulkheads.Group? = nil,
        parent: WorkContext? = nil
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.arrivedAt = arrivedAt
        self.connection = connection
        polledAt = Atomic(arrivedAt.nanoseconds)
        self.measurements = measurements
        self.retry = retry
        self.priority = priority
        self.group = group
        self.parent = parent
        waiting = Mutex(Waiting())
        led = Mutex([])
        watchers = Mutex([])
        isBranch = false
    }

    /// For another thread that does a part of this request's work: it ends when the request's own thread cancels it.
    package func branch() -> WorkContext { WorkContext(branchOf: self) }

    private init(branchOf context: WorkContext) {
        requestID = context.requestID
        deadline = context.deadline
        arrivedAt = context.arrivedAt
        connection = -1
        polledAt = Atomic(0)
        measurements = context.measurements
        retry = context.retry
        priority = context.priority
        parent = nil
        // The thread that made this one waits, and is counted.
        group = context.group.map { $0.bulkheads.group("branches", threads: nil) }
        let (subjects, principal) = context.waiting.withLock { ($0.subjects, $0.principal) }
        waiting = Mutex(Waiting(subjects: subjects, principal: principal))
        led = Mutex(context.interests)
        watchers = Mutex(context.watchers.withLock { $0 })
        isBranch = true
        take(observersOf: context)
        take(accountOf: context)
    }

    /// The same work with less time; `endsWithClient`: cancelled when this is.
    package func limited(to deadline: Deadline, endsWithClient: Bool = true) -> WorkContext {
        let limited = WorkContext(
            requestID: requestID,
            deadline: min(deadline, self.deadline),
            arrivedAt: arrivedAt,
            connection: endsWithClient ? connection : -1,
            measurements: measurements,
            retry: retry,
            priority: priority,
            group: group,
            parent: endsWithClient ? self : nil
        )
        let (subjects, principal, asker) = waiting.withLock { ($0.subjects, $0.principal, $0.asker) }
        limited.waiting.withLock { ($0.subjects, $0.principal, $0.asker) = (subjects, principal, asker) }
        limited.take(observersOf: self)
        limited.take(accountOf: self)
        let told = watchers.withLock { $0 }
        limited.watchers.withLock { $0 = told }
        return limited
    }

    /// A context for work that no client waits for, such as a command or opening a dataset at start.
    ///
    /// With `bulkheads` it is never refused, but what it meets is known to them.
    package static func background(seconds: Double, bulkheads: Bulkheads? = nil) -> WorkContext {
        WorkContext(
            deadline: .after(seconds: seconds),
            group: bulkheads?.group("background", threads: nil)
        )
    }

    package func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    /// As `cancel`, for a worker that ends while its client still waits: the client hears why.
    package func stop() {
        stopped.store(true, ordering: .relaxed)
        cancel()
    }

    /// Call once for each chunk, not for each value: it reads the clock, and polls the connection once a millisecond.
    ///
    /// - Throws: `deadlinePassed`, `heldUp` when it waits and may not any longer, `stopping`, or `cancelled` when the client is gone and nobody else waits for what is being done.
    package func check() throws(Interruption) {
        let now = Deadline.now
        if now >= deadline { throw isCancelled ? ending : .deadlinePassed }
        if connection >= 0, !isCancelled { poll(now) }
        if isCancelled, isBranch || !interests.contains(where: { $0.isShared }) { throw ending }
        if isWaiting.load(ordering: .relaxed), !mayWait { throw .heldUp }
        if comesBehind, !isBranch { account?.giveWay() }
    }

    private func poll(_ now: Deadline) {
        let last = polledAt.load(ordering: .relaxed)
        guard now.nanoseconds >= last &+ Self.pollNanoseconds else { return }
        polledAt.store(now.nanoseconds, ordering: .relaxed)
        if sluice_peer_is_gone(connection) != 0 { cancel() }
    }

    private var ending: Interruption { isStopped ? .stopping : .cancelled }

    /// Whether the worker gave the work up, and not its client.
    package var isStopped: Bool { stopped.load(ordering: .relaxed) || parent?.isStopped ?? false }

    private var isCancelled: Bool { cancelled.load(ordering: .relaxed) || parent?.isCancelled ?? false }

    /// Does work for which others may wait: as long as they do, cancellation does not end it.
    func leading<Result>(_ interest: any Waiter, _ body: () throws -> Result) rethrows -> Result {
        led.withLock { $0.append(interest) }
        defer { led.withLock { _ = $0.removeLast() } }
        return try body()
    }

    /// The waiters, beside this request, for what is being done now.
    package var interests: [any Waiter] { led.withLock { $0 } }

    /// Tells `observer` of everything that `body` reads for this request, on whichever thread.
    package func observed<Result>(
        by observer: any ReadObserver,
        _ body: () throws -> Result
    ) rethrows -> Result {
        observers.withLock { $0.append(observer) }
        defer { observers.withLock { _ = $0.removeLast() } }
        return try body()
    }

    private func take(observersOf context: WorkContext) {
        let others = context.observers.withLock { $0 }
        observers.withLock { $0 = others }
    }

    /// The innermost observer of what is read now; nil when there is none.
    package var observer: (any ReadObserver)? { observers.withLock { $0.last } }
}

/// An observer of what a request reads; the target that reads decides what it is told.
package protocol ReadObserver: AnyObject, Sendable {}
