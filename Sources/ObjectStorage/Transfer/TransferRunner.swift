internal import Execution

/// Hands orders to the loop and waits for what becomes of them, on the caller's thread.
struct TransferRunner: Sendable {
    let inbox: TransferInbox
    /// Transfers of one batch at a time, so that a large request leaves connections to others.
    let transfersPerBatch: Int

    /// Reads all of `orders`, which are for one store, and hands out what became of each as it arrives.
    ///
    /// - Throws: `StorageError.timedOut` with the first key still owed when the deadline passes while waiting, else
    ///   `Interruption`, or what `deliver` throws.
    func run(
        _ orders: [TransferOrder],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        guard let first = orders.first else { return }
        try context.reading(at: first.location.origin) { reading in
            try run(orders, context: context, reading: reading, deliver: deliver)
        }
    }

    private func run(
        _ orders: [TransferOrder],
        context: WorkContext,
        reading: StoreReading?,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var queue = orders
        var settled = Set<Int>()
        func owed() -> TransferOrder? { orders.first { !settled.contains($0.index) } }
        func settle(_ index: Int, _ outcome: ObjectOutcome, received: Int = 0) throws {
            settled.insert(index)
            Self.book(received, context)
            reading?.note(outcome)
            try deliver(index, outcome)
        }
        if let first = orders.first, let error = try refusal(of: first.dialect, owing: owed, reading, context)
        {
            for order in orders { try settle(order.index, .failed(error(order.request.key))) }
            return
        }
        let batch = TransferBatch(deadline: context.deadline, reader: context.reader, reading: reading)
        var (next, waiting) = (0, 0)
        var taken: [TransferBatch.Result] = []
        defer {
            if waiting > 0 {
                let left = taken + batch.abandon(context.interests)
                for case .outcome(_, _, let received) in left { Self.book(received, context) }
                inbox.post(.abandoned(batch, left))
            }
        }
        while next < queue.count || waiting > 0 {
            let room = min(transfersPerBatch - waiting, queue.count - next)
            if room > 0 {
                inbox.post(queue[next..<(next + room)].map { .start($0, batch) })
                next += room
                waiting += room
            }
            if taken.isEmpty {
                taken = try take(owing: owed, reading, context) { try batch.take(context) }.reversed()
            }
            while let result = taken.popLast() {
                waiting -= 1
                switch result {
                case .outcome(let order, let outcome, let received):
                    try settle(order.index, outcome, received: received)
                case .renewal(var order, let generation):
                    order.dialect.credentials?.refuse(generation)
                    if let error = try refusal(of: order.dialect, owing: owed, reading, context) {
                        try settle(order.index, .failed(error(order.request.key)))
                    } else {
                        order.isRenewed = true
                        queue.append(order)
                    }
                case .relocation(let order, let error):
                    guard let (found, advice) = order.dialect.relocated(order) else {
                        try settle(order.index, .failed(error.renamed(order.request.key)))
                        continue
                    }
                    context.measurements.note("region", advice)
                    var moved = found
                    moved.isRelocated = true
                    queue.append(moved)
                }
            }
        }
    }

    /// Sees to it that a credential is in hand; returns the error if there is none to be had.
    private func refusal(
        of dialect: any StoreDialect,
        owing order: () -> TransferOrder?,
        _ reading: StoreReading?,
        _ context: WorkContext
    ) throws -> ((String) -> StorageError)? {
        guard let credentials = dialect.credentials else { return nil }
        do {
            try take(owing: order, reading, context) { try credentials.prepare(context) }
            return nil
        } catch let error as CredentialError {
            return { .noCredentials(key: $0, cause: error.cause) }
        }
    }

    /// A deadline that passes here is the store's doing: it had the request's time and did not answer.
    private func take<Result>(
        owing order: () -> TransferOrder?,
        _ reading: StoreReading?,
        _ context: WorkContext,
        _ wait: () throws -> Result
    ) throws -> Result {
        do {
            return try context.idle(wait)
        } catch Interruption.deadlinePassed {
            guard let order = order() else { throw Interruption.deadlinePassed }
            reading?.meet(.silence)
            throw StorageError.timedOut(key: order.request.key)
        }
    }

    /// What a read has cost; nothing was sent where the store only said that the object is still the same.
    private static func book(_ received: Int, _ context: WorkContext) {
        context.measurements.add(to: .storeReads)
        context.measurements.add(received, to: .storeBytes)
    }
}

extension StoreReading {
    /// Whether a store can be relied on, as far as one outcome tells.
    func note(_ outcome: ObjectOutcome) {
        guard case .failed(let error) = outcome else { return answer() }
        switch error {
        case .timedOut: meet(.silence)
        case .unreachable: meet(.ofPlace)
        case .refused(_, let status), .refusedFor(_, let status, _):
            if status >= 500 || status == 429 || status == 408 { meet(.ofSubject) } else { answer() }
        case .noCredentials, .badKey, .forbidden: break
        default: answer()
        }
    }
}
