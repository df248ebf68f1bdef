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

    /// Whether it comes behind the work of others.
    var comesBehind: Bool { isBehind.load(ordering: .relaxed) }

    /// From now on the work comes behind that of others: no other thread helps, and it gives way at each check.
    package func putBehind() { isBehind.store(true, ordering: .relaxed) }

    /// From now on the work waits for memory as downloads do: whoever looks at a map is not to wait for it.
    package func letTilesGoFirst() { isDear.store(true, ordering: .relaxed) }

    /// Who goes first where memory is short.
    var memoryPriority: WorkPriority { isDear.load(ordering: .relaxed) ? .bulk : priority }

    func take(accountOf context: WorkContext) {
        if let account = context.account { charged.withLock { $0 = account } }
        isBehind.store(context.comesBehind, ordering: .relaxed)
        isDear.store(context.isDear.load(ordering: .relaxed), ordering: .relaxed)
    }
}
