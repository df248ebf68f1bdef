internal import Execution
internal import Principals

/// Slows those who fail to sign in, by their address and by the name that they try.
///
/// A pause is counted from an address's own last failure. How long it is depends on that address's failures, and on those
/// that the name has met from anywhere: who guesses one name from many addresses is slowed at each of them after its first
/// failure. So nobody is ever locked out by others: from an address without failures the first try is always looked at, and
/// after a failure of one's own the pause is a minute at most, whatever others do meanwhile.
struct Attempts: Sendable {
    /// Typing errors that cost nothing.
    private static let freeOfAddress = 5
    /// Those of several addresses together.
    private static let freeOfUser = 10
    private static let longestPause = 60.0

    let table: AttemptTable
    let timepiece: Timepiece

    /// Whole seconds until a password from this address may be tried for this name; nil for now.
    func pause(address: String, user: String) -> Int? {
        let now = timepiece.now()
        guard let own = table.record(of: .address, ClientAddress(address).text, at: now) else { return nil }
        let others = table.record(of: .user, user, at: now)?.failures ?? 0
        let pause = max(
            Self.seconds(own.failures, free: Self.freeOfAddress),
            Self.seconds(others, free: Self.freeOfUser)
        )
        return Self.rest(of: pause, since: own.last, at: now)
    }

    /// The same for a token; right ones are never slowed.
    func pause(bearerFrom address: String) -> Int? {
        let now = timepiece.now()
        guard let own = table.record(of: .bearer, ClientAddress(address).text, at: now) else { return nil }
        return Self.rest(of: Self.seconds(own.failures, free: Self.freeOfAddress), since: own.last, at: now)
    }

    func hasFailed(address: String, user: String) {
        let now = timepiece.now()
        table.add(.address, ClientAddress(address).text, at: now)
        table.add(.user, user, at: now)
    }

    func hasFailed(bearerFrom address: String) {
        table.add(.bearer, ClientAddress(address).text, at: timepiece.now())
    }

    /// 1, 2, 4 … 60 seconds, once more have failed than are free.
    private static func seconds(_ failures: Int, free: Int) -> Double {
        failures < free ? 0 : min(Double(1 << min(failures - free, 10)), longestPause)
    }

    private static func rest(of pause: Double, since last: Deadline, at now: Deadline) -> Int? {
        let end = last.later(bySeconds: pause)
        guard now < end else { return nil }
        return Int((Double(end.nanoseconds - now.nanoseconds) / 1e9).rounded(.up))
    }
}
