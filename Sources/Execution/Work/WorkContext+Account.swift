internal import Synchronization

extension WorkContext {
    /// To whom the work is charged, once that is known.
    package var account: (any WorkAccount)? { charged.withLock { $0 } }

    /// Charges the work from now on; threads that wait for what does not answer are counted by its asker too.
    package func charge(_ account: any WorkAccount) {
        charged.withLock { $0 = account }
        let asker = account.asker
        waiting.withLock { $0.asker = asker }
    }

    /// Whether no other thread helps.
    var isLeftToItself: Bool { leftToItself.load(ordering: .relaxed) }

    /// From now on no other thread helps: they are for work that does not come behind all other.
    package func leaveToItself() { leftToItself.store(true, ordering: .relaxed) }

    func take(accountOf context: WorkContext) {
        if let account = context.account { charged.withLock { $0 = account } }
        leftToItself.store(context.isLeftToItself, ordering: .relaxed)
    }
}
