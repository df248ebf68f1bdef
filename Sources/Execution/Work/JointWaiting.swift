internal import Synchronization

/// Work of one request that is mostly waiting, done on several threads so that it waits once.
package enum JointWaiting {
    /// How long the caller sleeps before it looks whether its client is still there.
    private static let secondsBetweenChecks = 0.25
    /// Errands end by themselves at the deadline, and know better what they have waited for.
    private static let secondsBeyondDeadline = 1.0

    private struct State {
        var next = 0
        var unfinished: Int
    }

    /// Runs `errand` for 0..<count, at most `width` at a time, and returns when all have ended.
    ///
    /// Each gets a context for its thread, which ends with the caller's interest; what it finds, it keeps.
    ///
    /// - Throws: `Interruption` of the caller; no errand runs any longer then.
    package static func run(
        _ count: Int,
        width: Int,
        context: WorkContext,
        _ errand: @escaping @Sendable (Int, WorkContext) -> Void
    ) throws(Interruption) {
        let branch = context.branch()
        let state = Monitor(State(unfinished: count))
        let threads = (0..<min(count, width)).map { number in
            WorkerThread(name: "errand-\(number)") {
                branch.busy {
                    while let index = Self.take(state, of: count) {
                        errand(index, branch)
                        state.update { $0.unfinished -= 1 }
                    }
                }
            }
        }
        defer {
            state.withLock { $0.next = count }
            branch.cancel()
            for thread in threads { thread.join() }
        }
        try context.waiting { () throws(Interruption) in
            let last = context.deadline.later(bySeconds: secondsBeyondDeadline)
            var isOver = count == 0
            while !isOver {
                if !context.deadline.hasPassed || last.hasPassed { try context.check() }
                let pause = Deadline.after(seconds: secondsBetweenChecks)
                isOver = state.wait(until: pause) { $0.unfinished == 0 ? true : nil } ?? false
            }
        }
    }

    /// The next errand that nobody has begun.
    private static func take(_ state: Monitor<State>, of count: Int) -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}
