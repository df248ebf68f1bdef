internal import Execution
internal import ObjectStorage

/// Keys as they came.
struct FetchedKeys: Sendable {
    let keys: IssuerKeySet
    /// For how many seconds the issuer lets them be kept; nil when it does not say.
    let freshSeconds: Int?
}

/// The keys in hand and when to look again: all decisions of `IssuerKeys`, without its thread.
struct KeyShelf: Sendable {
    private struct Arrival {
        let keys: IssuerKeySet
        let time: Deadline
    }

    /// Of the last look; nil before the first one has ended.
    private(set) var failure: WebDocumentError?
    /// Looks that have ended, well or not.
    private(set) var looks = 0
    private var fetched: Arrival?
    private var failures = 0
    /// No reason to look before.
    private(set) var nextLook: Deadline
    /// No unknown name leads to a look before.
    private var nextReload: Deadline

    /// What issuers say of freshness is taken within these bounds, and the first where they say nothing.
    static let freshSeconds = 300...86_400
    /// Keys that cannot be renewed are believed for so long.
    static let keptSeconds = 86_400.0
    /// For all requests together: whoever makes up names asks nothing of the issuer.
    static let secondsBetweenReloads = 30.0

    init(now: Deadline) {
        nextLook = now
        nextReload = now
    }

    /// Nil where there are none, or none that could have been renewed for too long.
    func keys(_ now: Deadline) -> IssuerKeySet? {
        guard let fetched, !fetched.keys.isEmpty, now < fetched.time.later(bySeconds: Self.keptSeconds) else {
            return nil
        }
        return fetched.keys
    }

    /// What is told of the keys in hand, however many they are.
    ///
    /// Not inlined, nor written as one expression: the optimizer of Swift 6.3 ends over both.
    @inline(never)
    func summary(_ now: Deadline) -> IssuerState {
        var count = 0
        if let keys = keys(now) { count = keys.count }
        var age: Double?
        if let fetched {
            let time = fetched.time
            age = now > time ? Double(now.nanoseconds - time.nanoseconds) / 1e9 : 0
        }
        var cause: String?
        if let failure { cause = failure.cause }
        return IssuerState(keys: count, secondsSinceFetched: age, failure: cause)
    }

    /// Whether it is time to look without anybody's asking.
    func isDue(_ now: Deadline) -> Bool { now >= nextLook }

    /// Whether a request whose key is not here is a reason to look: with keys in hand it seldom is.
    func mayReload(_ now: Deadline) -> Bool { keys(now) == nil ? isDue(now) : now >= nextReload }

    mutating func settle(_ result: Result<FetchedKeys, WebDocumentError>, _ now: Deadline) {
        looks += 1
        nextReload = now.later(bySeconds: Self.secondsBetweenReloads)
        switch result {
        case .success(let answer):
            // An issuer that publishes no keys has taken back those that it had.
            fetched = Arrival(keys: answer.keys, time: now)
            failure = answer.keys.isEmpty ? WebDocumentError("none of its keys can be used") : nil
            guard !answer.keys.isEmpty else { break }
            failures = 0
            let seconds = answer.freshSeconds ?? Self.freshSeconds.lowerBound
            let bounded = min(max(seconds, Self.freshSeconds.lowerBound), Self.freshSeconds.upperBound)
            nextLook = now.later(bySeconds: Double(bounded))
            return
        case .failure(let error): failure = error
        }
        nextLook = now.later(bySeconds: pause(keys(now) != nil))
        failures += 1
    }

    /// Seconds until the next try: with nothing in hand nobody can sign in meanwhile.
    private func pause(_ hasKeys: Bool) -> Double {
        let doubled = Double(1 << min(failures, 8))
        return hasKeys ? min(30 * doubled, 300) : min(doubled, 30)
    }
}
