internal import Synchronization

/// What a server's clock shows, for signatures that are good for minutes only.
final class ServerClock: Sendable {
    private let offset = Atomic<Int>(0)

    /// No clock is off by more; a server that says so is not believed.
    private static let maxSeconds = 10 * 86_400

    var secondsSinceEpoch: Int { WallClock.secondsSinceEpoch &+ offset.load(ordering: .relaxed) }

    /// Follows the clock of an answer, if it can be trusted: over TLS, or from this host itself.
    ///
    /// False when nothing was learnt by it.
    func follow(_ seconds: Int?, from location: HTTPLocation) -> Bool {
        guard let seconds, location.isSecure || location.isLoopback else { return false }
        let (difference, overflows) = seconds.subtractingReportingOverflow(WallClock.secondsSinceEpoch)
        guard !overflows, abs(difference) <= Self.maxSeconds else { return false }
        return offset.exchange(difference, ordering: .relaxed) != difference
    }
}

extension HTTPLocation {
    /// True for addresses of this host, and its name for itself.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.") && isNumeric
    }
}
