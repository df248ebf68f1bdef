internal import Synchronization

/// Threads, as many as the machine has cores, that decode chunks for requests with many of them.
///
/// The requesting thread works too, so a small job never waits for the pool. Helpers take one piece of each job in
/// turn: a request of a thousand chunks does not hold up one of four.
package final class DecodePool: Sendable {
    private struct State {
        var jobs: [any PoolJob] = []
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

    /// Makes the values of 0..<count on several threads, in any order, and hands each to `deliver` once it is there.
    ///
    /// Work that comes behind all other is done by its caller alone.
    ///
    /// `deliver` runs on the calling thread while the helpers go on, so that nobody idles while results are put into
    /// their places. An error stops the rest; of several that of the first piece is thrown, however the threads ran. No
    /// piece is under way when this returns.
    package func run<Value: Sendable>(
        count: Int,
        context: WorkContext,
        produce: @escaping @Sendable (Int) throws -> Value,
        deliver: (Int, Value) throws -> Void
    ) throws {
        guard count > 1, width > 1, !context.comesBehind else {
            for index in 0..<max(count, 0) {
                try context.check()
                try deliver(index, try produce(index))
            }
            return
        }
        let job = ProducingJob(count: count, context: context, produce: produce)
        state.update { $0.jobs.append(job) }
        defer {
            state.withLock { state in state.jobs.removeAll { $0 === job } }
            job.stop()
        }
        while let (index, value) = try job.next() { try deliver(index, value) }
    }

    private static func help(_ state: Monitor<State>) {
        while true {
            let wake = Deadline.after(seconds: 3600)
            let job = state.wait(until: wake) { state -> (any PoolJob)?? in
                if state.isClosed { return .some(nil) }
                guard !state.jobs.isEmpty else { return nil }
                let job = state.jobs.removeFirst()
                if job.hasMore { state.jobs.append(job) }
                return job
            }
            switch job {
            case .none: continue
            case .some(.none): return
            case .some(.some(let job)):
                let before = ThreadClock.cpuNanoseconds
                _ = job.runNext()
                job.measurements.add(helperNanoseconds: ThreadClock.cpuNanoseconds &- before)
            }
        }
    }
}

/// What helpers see of a call of `DecodePool.run`.
private protocol PoolJob: AnyObject, Sendable {
    var hasMore: Bool { get }
    var measurements: Measurements { get }
    /// Runs one piece; false when none is left.
    func runNext() -> Bool
}

/// One call of `DecodePool.run`: its pieces, the threads at work, what is done, and the first error.
private final class ProducingJob<Value: Sendable>: PoolJob {
    private struct Progress {
        /// Threads that look for a piece or are at one.
        var running = 0
        var ready: [(index: Int, value: Value)] = []
        /// Of the first piece that failed: pieces begin in their order, so all before it have begun.
        var failure: (index: Int, error: any Error)?
    }

    private enum Step {
        case deliver(Int, Value)
        case fail(any Error)
        case end
    }

    private let count: Int
    private let context: WorkContext
    private let produce: @Sendable (Int) throws -> Value
    private let begun = Atomic<Int>(0)
    private let progress = Monitor(Progress())

    init(count: Int, context: WorkContext, produce: @escaping @Sendable (Int) throws -> Value) {
        self.count = count
        self.context = context
        self.produce = produce
    }

    var measurements: Measurements { context.measurements }
    var hasMore: Bool { begun.load(ordering: .relaxed) < count }

    func runNext() -> Bool {
        progress.withLock { $0.running += 1 }
        let index = begun.add(1, ordering: .relaxed).oldValue
        guard index < count else {
            progress.update { $0.running -= 1 }
            return false
        }
        let result = Result {
            try context.check()
            return try produce(index)
        }
        progress.update { progress in
            progress.running -= 1
            switch result {
            case .success(let value): progress.ready.append((index, value))
            case .failure(let error):
                begun.store(count, ordering: .relaxed)
                if index < progress.failure?.index ?? .max { progress.failure = (index, error) }
            }
        }
        return true
    }

    /// The next result, for which the caller works as long as there is something to begin; nil when all are out.
    func next() throws -> (Int, Value)? {
        while true {
            let step = progress.withLock { Self.step(&$0, isOver: false) }
            if step == nil, runNext() { continue }
            switch step ?? waitForStep() {
            case .deliver(let index, let value): return (index, value)
            case .fail(let error): throw error
            case .end: return nil
            }
        }
    }

    /// Begins nothing more, and waits for the pieces that helpers are at: what they do may not outlive the call.
    func stop() {
        begun.store(count, ordering: .relaxed)
        var isOver: Bool?
        while isOver == nil {
            isOver = progress.wait(until: .after(seconds: 60)) { $0.running == 0 ? true : nil }
        }
    }

    private func waitForStep() -> Step {
        while true {
            let step = progress.wait(until: .after(seconds: 60)) { progress in
                Self.step(&progress, isOver: progress.running == 0)
            }
            if let step { return step }
        }
    }

    private static func step(_ progress: inout Progress, isOver: Bool) -> Step? {
        if let failure = progress.failure { return progress.running == 0 ? .fail(failure.error) : nil }
        if let (index, value) = progress.ready.popLast() { return .deliver(index, value) }
        return isOver ? .end : nil
    }
}
