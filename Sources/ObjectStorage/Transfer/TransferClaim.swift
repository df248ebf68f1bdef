internal import Execution

/// A caller that waits for a transfer: what it ordered, and where the outcome goes.
struct TransferClaim {
    let order: TransferOrder
    let batch: TransferBatch

    /// False once the caller has given up.
    var isLive: Bool { !batch.isAbandoned }

    /// Whether others wait for what it ordered; see `Waiter`.
    var isShared: Bool {
        order.request.sharing.interest?.isShared == true || batch.interests.contains { $0.isShared }
    }

    /// Hands over the outcome of what `wider` ordered, as far as it concerns this claim; false if the caller has given up.
    ///
    /// `received`: bytes that came for this claim.
    func settle(_ outcome: ObjectOutcome, of wider: TransferOrder, received: Int) -> Bool {
        batch.put(.outcome(order, order.part(of: outcome, orderedBy: wider), received: received))
    }
}

extension TransferOrder {
    /// Whether its outcome holds that of `other`: the same object under the same condition, and all of the bytes.
    func covers(_ other: TransferOrder) -> Bool {
        let (mine, others) = (request, other.request)
        // A caller that got wrong bytes must not be given them again.
        guard !others.isAnew, url == other.url, counters === other.counters, method == other.method,
            body == nil,
            other.body == nil, mine.condition == others.condition,
            mine.kept?.object.validator == others.kept?.object.validator
        else { return false }
        if mine.range == others.range, mine.maxBytes == others.maxBytes { return true }
        guard let whole = mine.fixedRange, let part = others.fixedRange else { return false }
        return whole.lowerBound <= part.lowerBound && part.upperBound <= whole.upperBound
    }

    /// The part of what a wider order brought that this one requested: less where the object ends before.
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
