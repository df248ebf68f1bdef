internal import Execution
internal import Glibc

/// One place in the pool: its worker, or when the next one starts.
struct WorkerSlot {
    /// The pause before a dead worker is replaced; doubled for each that dies young.
    private static let shortestPause = 0.05
    private static let longestPause = 10.0
    /// A worker that lived this long had started properly: its death says nothing about the next.
    static let settledSeconds = 0.25

    private(set) var current: WorkerProcess?
    /// The worker of an earlier configuration, kept until `current` has settled.
    private(set) var predecessor: WorkerProcess?
    private(set) var startAt = Deadline.now
    /// Seconds before the next replacement.
    private(set) var pause = WorkerSlot.shortestPause

    /// When this slot next has something to do; nil while all is well.
    var due: Deadline? {
        guard let current else { return startAt }
        return predecessor == nil ? nil : Self.settled(current)
    }

    /// Whether a worker is missing and the pause is over.
    var wantsWorker: Bool { current == nil && startAt.hasPassed }

    mutating func start(_ worker: WorkerProcess) {
        current = worker
    }

    /// Makes room for a worker with a new configuration; the old one goes on meanwhile.
    ///
    /// - Returns: a worker of a still earlier configuration, which is to be dismissed now. One that has no successor yet
    ///   stays: it is the only one that answers.
    mutating func replace() -> WorkerProcess? {
        startAt = .now
        pause = Self.shortestPause
        guard let current else { return nil }
        defer { (predecessor, self.current) = (current, nil) }
        return predecessor
    }

    /// All workers of this slot.
    var workers: [WorkerProcess] { [current, predecessor].compactMap { $0 } }

    /// The predecessor, if it may go now.
    mutating func takeRetiring() -> WorkerProcess? {
        guard let current, let old = predecessor, Self.settled(current).hasPassed else { return nil }
        predecessor = nil
        return old
    }

    /// All workers of this slot, which then has none.
    mutating func takeAll() -> [WorkerProcess] {
        defer { (current, predecessor) = (nil, nil) }
        return workers
    }

    /// Plans the replacement of a worker that has ended or could not be started.
    mutating func hasLost(_ process: pid_t) -> WorkerProcess? {
        if let old = predecessor, old.process == process {
            predecessor = nil
            return old
        }
        guard let worker = current, worker.process == process else { return nil }
        current = nil
        postpone(afterSeconds: worker.livedSeconds)
        return worker
    }

    mutating func postpone(afterSeconds lived: Double) {
        if lived >= Self.settledSeconds { pause = Self.shortestPause }
        startAt = .after(seconds: pause)
        pause = min(pause * 2, Self.longestPause)
    }

    private static func settled(_ worker: WorkerProcess) -> Deadline {
        Deadline(nanoseconds: worker.started.nanoseconds + UInt64(settledSeconds * 1e9))
    }
}
