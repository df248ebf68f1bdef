internal import Execution

/// One who waits for a transfer: what he ordered, and where the outcome goes.
struct TransferClaim {
    let order: TransferOrder
    let batch: TransferBatch

    /// False once he has given up.
    var isLive: Bool { !batch.isAbandoned }

    /// Whether others wait for what he ordered; see `Waiter`.
    var isShared: Bool {
        order.request.sharing.interest?.isShared == true || batch.interests.contains { $0.isShared }
    }

    /// Hands him the outcome of what `wider` ordered, as far as it is his; false if he has given up.
    ///
    /// `received`: bytes that came for his sake.
    func settle(_ outcome: ObjectOutcome, of wider: TransferOrder, received: Int) -> Bool {
        batch.put(.outcome(order, order.part(of: outcome, orderedBy: wider), received: received))
    }
}

extension TransferOrder {
    /// Whether its outcome holds that of `other`: the same object under the same condition, and all of the bytes.
    func covers(_ other: TransferOrder) -> Bool {
        let (mine, others) = (request, other.request)
        // Who got wrong bytes must not be given them again.
        guard !others.isAnew, url == other.url, counters === other.counters, method == other.method,
            body == nil,
            other.body == nil, mine.condition == others.condition,
            mine.kept?.object.validator == others.kept?.object.validator
        else { return false }
        if mine.range == others.range, mine.maxBytes == others.maxBytes { return true }
        guard let whole = mine.fixedRange, let part = others.fixedRange else { return false }
        return whole.lowerBound <= part.lowerBound && part.upperBound <= whole.upperBound
    }

    /// Of what a wider order brought, what this one asked for: less where the object ends before.
    fileprivate func part(of outcome: ObjectOutcome, orderedBy wider: TransferOrder) -> ObjectOutcome {
        guard case .found(let object) = outcome, !object.isUnchanged, request.range != wider.request.range,
            let whole = wider.request.fixedRange, let part = request.fixedRange
        else { return outcome }
        let offset = part.lowerBound - whole.lowerBound
        return .found(
            StoredObject(
                bytes: object.bytes.slice(offset..<(offset + part.count)),
                objectLength: object.objectLength,
                validator: object.validator
            )
        )
    }
}
