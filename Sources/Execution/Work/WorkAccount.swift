/// Where the work of one request is charged to whoever asks for it.
///
/// What it refuses is `Interruption.overused`. It watches whether its request is busy. All calls but those of `admit` and
/// `change(busy:)` come from the request's own thread, in this order; each may come again when the request is answered anew.
package protocol WorkAccount: WorkWatcher {
    /// Who is counted as one, the same text for all of its requests; nil where that is not known.
    var asker: String? { get }

    /// The request begins; nothing has been done for it.
    func begin() throws(Interruption)

    /// The request is about a dataset that whoever asks may see, which is not open yet.
    func enter(dataset: String) throws(Interruption)

    /// Chunks are about to be read as planned.
    func admit(_ work: PlannedWork, context: WorkContext) throws(Interruption)

    /// Waits a little while others go first; called by `WorkContext.check` of work that comes behind.
    func giveWay()

    /// The request is answered again from the start: what it has been charged counts for the second try.
    func beginAnew()

    /// The answer has left; `isRefused`: it was none, and costs nothing but the request.
    func settle(isRefused: Bool)

    /// Why something was refused; nil for nothing.
    var overuse: Overuse? { get }

    /// What whoever asks may still do, of everything that this request has been charged to.
    var allowances: [Allowance] { get }
}

/// What a plan will take, before anything is read.
package struct PlannedWork: Sendable, Equatable {
    /// Bytes of decoded chunks.
    package let bytes: Int
    /// Seconds that reading takes, estimated.
    package let seconds: Double

    package init(bytes: Int, seconds: Double) {
        (self.bytes, self.seconds) = (bytes, seconds)
    }
}

/// What is counted of somebody's requests.
package enum UseUnit: Int, CaseIterable, Sendable {
    case requests, bytes, cpuSeconds
}

/// How much of one thing somebody may still have.
package struct Allowance: Sendable, Equatable {
    /// What the operator calls the rule.
    package let quota: String
    package let unit: UseUnit
    /// In whole units, within `windowSeconds`.
    package let limit: Int
    package let windowSeconds: Int
    package let remaining: Int
    /// Until there is more.
    package let resetSeconds: Int

    package init(
        quota: String,
        unit: UseUnit,
        limit: Int,
        windowSeconds: Int,
        remaining: Int,
        resetSeconds: Int
    ) {
        (self.quota, self.unit, self.limit) = (quota, unit, limit)
        (self.windowSeconds, self.remaining, self.resetSeconds) = (windowSeconds, remaining, resetSeconds)
    }
}

/// A refusal for what somebody has used, or waits for already.
package struct Overuse: Sendable, Equatable {
    /// Whole seconds after which the same request may pass, at least one.
    package let retryAfterSeconds: Int
    /// The rule that was broken; nil where it is not one of a quota.
    package let allowance: Allowance?

    package init(retryAfterSeconds: Int, allowance: Allowance?) {
        (self.retryAfterSeconds, self.allowance) = (retryAfterSeconds, allowance)
    }
}
