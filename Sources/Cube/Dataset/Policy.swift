package import CF

/// What of a dataset a principal may see.
///
/// Services pass it through unread; only the dataset's view is made with it. Outside a window the domain ends: cells are
/// absent from axes, extents, answers and costs alike.
package struct Policy: Sendable, Equatable {
    /// Names of the data variables that may be seen; nil is all.
    package var variables: Set<String>?
    /// The earliest and latest moment that may be seen; nil is no bound.
    package var earliest: Moment?
    package var latest: Moment?
    /// The part of the Earth that may be seen.
    package var box: GeographicBox?
    /// Limits instead of the dataset's own.
    package var limits: Limits?

    /// A moment in UTC, fixed or moving with the clock.
    package enum Moment: Sendable, Equatable {
        case at(TimeText)
        /// So many seconds after now; negative is before.
        case fromNow(seconds: Int64)
    }

    package static let unrestricted = Policy()

    /// Whether it leaves something else of the same data at another time.
    package var movesWithTheClock: Bool {
        [earliest, latest].contains { if case .fromNow? = $0 { true } else { false } }
    }

    /// True where moments are hidden.
    var hasTimes: Bool { earliest != nil || latest != nil }

    package init(
        variables: Set<String>? = nil,
        earliest: Moment? = nil,
        latest: Moment? = nil,
        box: GeographicBox? = nil,
        limits: Limits? = nil
    ) {
        self.variables = variables
        self.earliest = earliest
        self.latest = latest
        self.box = box
        self.limits = limits
    }
}
