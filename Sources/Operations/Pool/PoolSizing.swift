internal import Execution

/// When a pool grows and when it shrinks, from what its threads do.
///
/// It grows while nearly all threads of a group are busy or requests wait for one, at once and by half; it shrinks by one
/// after it has been calm for a while, which is when one worker fewer would still have half of its threads free.
struct PoolSizing: Equatable {
    /// What the threads of one group did since the last look.
    struct Load: Equatable {
        /// Threads with a request in hand, of all workers.
        var busy: Int
        /// Threads of each worker.
        var threads: Int
        /// Requests that were begun since the last look, and the seconds that these had waited together.
        var begun = 0
        var waitedSeconds = 0.0

        /// Seconds that a request waited on the average.
        var meanWait: Double { begun == 0 ? 0 : waitedSeconds / Double(begun) }
    }

    enum Decision: Equatable {
        case stay
        case grow(by: Int)
        case shrink
    }

    /// Of the threads of a group, what is nearly all.
    static let busyShare = 0.85
    /// Of the threads that would be left, what may be busy in calm.
    static let calmShare = 0.5
    /// Requests that wait longer for a thread, on the average, want more of them: a socket of which threads are free is
    /// answered within milliseconds.
    static let longWait = 0.1
    /// In calm none waits longer.
    static let shortWait = 0.02
    /// Fewer requests say nothing about waiting.
    static let leastRequests = 3

    private var calmSince: Deadline?

    /// What to do with `workers`, of which `areSettled` says whether all answer: those that only start take nothing yet.
    mutating func decide(
        workers: Int,
        areSettled: Bool,
        loads: [Load],
        counts: WorkerCounts,
        now: Deadline
    ) -> Decision {
        if Self.isBusy(workers, loads) {
            calmSince = nil
            guard areSettled, workers < counts.most else { return .stay }
            return .grow(by: min(max(workers / 2, 1), counts.most - workers))
        }
        guard workers > counts.least, areSettled, Self.isCalm(workers, loads) else {
            calmSince = nil
            return .stay
        }
        let since = calmSince ?? now
        calmSince = since
        guard since.later(bySeconds: counts.calmSeconds) <= now else { return .stay }
        calmSince = nil
        return .shrink
    }

    private static func isBusy(_ workers: Int, _ loads: [Load]) -> Bool {
        loads.contains { load in
            Double(load.busy) >= busyShare * Double(load.threads * workers)
                || load.begun >= leastRequests && load.meanWait >= longWait
        }
    }

    private static func isCalm(_ workers: Int, _ loads: [Load]) -> Bool {
        loads.allSatisfy { load in
            Double(load.busy) <= calmShare * Double(load.threads * (workers - 1))
                && load.meanWait < shortWait
        }
    }
}

/// When a worker is replaced although it does its work.
enum Wear: String, Equatable {
    case memory, age

    /// A worker may exceed its share by so much: crowds of downloads leave holes in small ones.
    private static let memoryFactor = 1.5
    private static let memoryBytes = 64 << 20
    /// One that is over at once would only be replaced again and again.
    private static let leastSeconds = 30.0

    /// Bytes from which on a worker of a share of `memory` is replaced.
    static func limit(ofShare bytes: Int) -> Int { Int(Double(bytes) * memoryFactor) + memoryBytes }

    /// Why a worker is to be replaced; nil for one that stays.
    static func of(memory: Int, livedSeconds: Double, share: Int, maxAgeSeconds: Double?) -> Wear? {
        if let maxAgeSeconds, livedSeconds >= maxAgeSeconds { return .age }
        return memory > limit(ofShare: share) && livedSeconds >= leastSeconds ? .memory : nil
    }
}
