package import Principals

/// What a credential is worth.
package enum Verdict: Sendable, Equatable {
    case known(Principal)
    /// Wrong, expired, revoked or unreadable; which of them is for the log alone.
    case bad
    /// There were so many failures that this one was not looked at; it may be after so many seconds.
    case slow(retryAfterSeconds: Int)
    /// What would tell, such as the issuer's keys, is not to be had now.
    case unknowable
}
