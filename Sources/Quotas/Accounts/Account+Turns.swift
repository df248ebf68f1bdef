internal import Execution
internal import Glibc
internal import Synchronization

extension Account {
    /// Sends work that is not cheap behind that of others, and dear work one after the other, where whoever asks has had more
    /// of the host than is fair.
    func takeTurn(_ work: PlannedWork, _ context: WorkContext) throws(Interruption) {
        let fairUse = book.fairUse
        if fairUse.cost(of: work) == .dear {
            if isCrawler { throw refuseCrawler() }
            context.letTilesGoFirst()
        }
        guard fairUse.cost(of: work) != .cheap, pthread_equal(thread, pthread_self()) != 0,
            let asker, fairUse.isExceeded(by: asker)
        else { return }
        comeBehind()
        context.putBehind()
        if fairUse.cost(of: work) == .dear, state.withLock({ $0.turn == nil }) {
            let turn: Turns.Turn
            do throws(Turns.Refusal) {
                turn = try fairUse.turns.take(context: context)
            } catch {
                switch error {
                case .interrupted(let interruption): throw interruption
                case .crowded: throw refuseTurn(after: work.seconds)
                }
            }
            measurements.add(to: .turnsTaken)
            state.withLock { $0.turn = turn }
        }
    }

    /// Others give way to it no longer.
    private func comeBehind() {
        let busy = state.withLock { state in
            defer { (state.busy, state.comesBehind) = (0, true) }
            return state.busy
        }
        book.fairUse.courtesy.change(busy: -busy)
    }

    package func change(busy difference: Int) {
        let counts = state.withLock { state in
            guard !state.comesBehind else { return false }
            state.busy += difference
            return true
        }
        if counts { book.fairUse.courtesy.change(busy: difference) }
    }

    package func giveWay() {
        guard pthread_equal(thread, pthread_self()) != 0 else { return }
        book.fairUse.courtesy.giveWay()
    }

    /// What is dear is not for programs that read whole sites: it passes at no time.
    private func refuseCrawler() -> Interruption {
        measurements.add(to: .quotaRefusals)
        measurements.note("quota", FairUse.crawlerQuota)
        state.withLock { $0.overuse = Overuse(retryAfterSeconds: 3600, allowance: nil) }
        return .overused
    }

    private func refuseTurn(after seconds: Double) -> Interruption {
        measurements.add(to: .turnsRefused)
        let wait = book.fairUse.turns.waitSeconds(forOneOf: seconds)
        state.withLock { $0.overuse = Overuse(retryAfterSeconds: wait, allowance: nil) }
        return .overused
    }
}
