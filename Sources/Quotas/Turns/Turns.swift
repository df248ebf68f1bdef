internal import Execution
internal import Synchronization

/// Work of a worker that is done one piece at a time, in the order in which it came.
final class Turns: Sendable {
    enum Refusal: Error {
        /// So many wait already that one more would only hold a thread.
        case crowded
        case interrupted(Interruption)
    }

    /// The right to work, until it ends or nobody has it any more.
    final class Turn: Sendable {
        private let turns: Turns
        private let hasEnded = Atomic<Bool>(false)

        fileprivate init(_ turns: Turns) { self.turns = turns }

        deinit { end() }

        func end() {
            guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
            turns.state.update { $0.isTaken = false }
        }
    }

    private struct State {
        var isTaken = false
        var waiting: [UInt64] = []
        var lastTicket: UInt64 = 0
    }

    /// How often whoever waits looks whether its client is still there.
    private static let checkSeconds = 0.25
    private static let longestWait = 60.0

    private let most: Int
    private let state = Monitor(State())

    init(waiting: Int) {
        most = waiting
    }

    /// Those that wait now.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// - Throws: `Refusal`.
    func take(context: WorkContext) throws(Refusal) -> Turn {
        let ticket = state.withLock { state -> UInt64? in
            guard !state.isTaken || state.waiting.count < most else { return nil }
            state.lastTicket += 1
            state.waiting.append(state.lastTicket)
            return state.lastTicket
        }
        guard let ticket else { throw .crowded }
        defer { state.update { $0.waiting.removeAll { $0 == ticket } } }
        let began = Deadline.now.nanoseconds
        defer { context.measurements.add(nanoseconds: Deadline.now.nanoseconds &- began, to: .queue) }
        while true {
            do throws(Interruption) {
                try context.check()
            } catch {
                throw .interrupted(error)
            }
            let isMine = state.wait(until: .after(seconds: Self.checkSeconds)) { state -> Bool? in
                guard !state.isTaken, state.waiting.first == ticket else { return nil }
                state.isTaken = true
                return true
            }
            if isMine == true { return Turn(self) }
        }
    }

    /// Whole seconds after which there may be room for one that takes so long itself.
    func waitSeconds(forOneOf seconds: Double) -> Int {
        let waiting = Double(waitingCount + 1)
        let wait = seconds.isFinite ? waiting * max(seconds, 0) : Self.longestWait
        return Int(min(max(wait, 1), Self.longestWait).rounded(.up))
    }
}
