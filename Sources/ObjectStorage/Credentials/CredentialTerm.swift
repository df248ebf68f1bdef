internal import Execution

/// When a credential is to be renewed: early, in the background, so that requests seldom wait for it.
struct CredentialTerm: Sendable {
    /// From here on the next one is requested.
    private(set) var renewalBegins: Deadline
    /// From here on requests wait for the next one.
    private(set) var waitingBegins: Deadline
    let ends: Deadline
    private let lifetime: Double

    /// What has no end is looked at so often: files are rotated by others.
    private static let secondsBetweenLooks = 60.0

    /// The fractions let short lifetimes work too; the jitter keeps workers from asking all at once.
    init(_ lifetime: Double?) {
        guard let lifetime else {
            self.lifetime = .infinity
            (renewalBegins, waitingBegins) = (
                .after(seconds: Self.secondsBetweenLooks), .after(seconds: .infinity)
            )
            ends = .after(seconds: .infinity)
            return
        }
        let jitter = Double.random(in: 0.9...1.1)
        self.lifetime = lifetime
        renewalBegins = .after(seconds: lifetime - min(900, lifetime / 4) * jitter)
        waitingBegins = .after(seconds: lifetime - min(120, lifetime / 8))
        ends = .after(seconds: lifetime)
    }

    /// The source gave the same credential again, as metadata servers do until shortly before its end: later, then.
    mutating func postpone() {
        guard lifetime.isFinite else {
            renewalBegins = .after(seconds: Self.secondsBetweenLooks)
            return
        }
        let begin = ends.remainingSeconds - min(225, lifetime / 16)
        renewalBegins = .after(seconds: max(begin, 1))
        waitingBegins = ends
    }
}
