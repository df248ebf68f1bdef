internal import Synchronization

/// Threads, as many as the machine has cores, that decode chunks for requests with many of them.
///
/// The requesting thread works too, so a small job never waits for the pool. Helpers take one piece of each job in
/// turn: a request of a thousand chunks does not hold up one of four.
package final class DecodePool: Sendable {
    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    /// Threads that work on a job: the helpers and the caller.
    package let width: Int
    private let state = Monitor(State())
    private let threads: Mutex<[WorkerThread]>

    /// Starts `helpers` threads beside the callers' own; 0 makes every job run on its caller.
    package init(helpers: Int) {
        width = max(helpers, 0) + 1
        threads = Mutex([])
        let started = (0..<max(helpers, 0)).map { index in
            WorkerThread(name: "decode-\(index)") { [state] in Self.help(state) }
        }
        threads.withLock { $0 = started }
    }

    deinit {
        state.update { $0.isClosed = true }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// Runs `body` for 0..<count, in any order, on several threads; returns when all have ended.
    ///
    /// The first error stops the rest and is thrown. `body` may touch only what belongs to its own index.
    package func run(count: Int, context: WorkContext, _ body: @escaping @Sendable (Int) throws -> Void)
        throws
    {
        guard count > 1 else {
            if count == 1 {
                try context.check()
                try body(0)
            }
            return
        }
        let job = Job(count: count, context: context, body: body)
        state.update { $0.jobs.append(job) }
        while job.runNext() {}
        state.withLock { state in state.jobs.removeAll { $0 === job } }
        try job.finish()
    }

    private static func help(_ state: Monitor<State>) {
        while true {
            let wake = Deadline.after(seconds: 3600)
            let job = state.wait(until: wake) { state -> Job?? in
                if state.isClosed { return .some(nil) }
                guard !state.jobs.isEmpty else { return nil }
                let job = state.jobs.removeFirst()
                if job.hasMore { state.jobs.append(job) }
                return job
            }
            switch job {
            case .none: continue
            case .some(.none): return
            case .some(.some(let job)): _ = job.runNext()
            }
        }
    }
}

/// One call of `DecodePool.run`: its pieces, who has ended, and the first error.
private final class Job: Sendable {
    private struct Progress {
        var running = 0
        var failure: (any Error)?
    }

    private let count: Int
    private let context: WorkContext
    private let body: @Sendable (Int) throws -> Void
    private let next = Atomic<Int>(0)
    private let progress = Monitor(Progress())

    init(count: Int, context: WorkContext, body: @escaping @Sendable (Int) throws -> Void) {
        self.count = count
        self.context = context
        self.body = body
    }

    var hasMore: Bool { next.load(ordering: .relaxed) < count }

    /// Runs one piece; false when none is left.
    func runNext() -> Bool {
        progress.withLock { $0.running += 1 }
        defer { progress.update { $0.running -= 1 } }
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return false }
        do {
            try context.check()
            try body(index)
        } catch {
            next.store(count, ordering: .relaxed)
            progress.withLock { progress in
                if progress.failure == nil { progress.failure = error }
            }
        }
        return true
    }

    /// Waits for the pieces that helpers are still at: they use the caller's memory, so no deadline cuts this short.
    func finish() throws {
        var ended: Bool?
        while ended == nil {
            ended = progress.wait(until: .after(seconds: 60)) { $0.running == 0 ? true : nil }
        }
        if let failure = progress.withLock({ $0.failure }) { throw failure }
    }
}
