package import CF
package import Failures
package import Grids

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
    /// Names of the protocols that have the dataset, as first segments of paths have them; nil is all.
    package var protocols: Set<String>?
    /// Names of the forms in which values may be handed over; nil is all.
    package var formats: Set<String>?
    /// Names of the states that may be asked for, a `*` standing for any characters; nil is all.
    ///
    /// `latest` is what the address without a name has.
    package var versions: [String]?

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

    /// True where some of the dataset itself is hidden: variables, times or places.
    package var hidesData: Bool { variables != nil || hasTimes || box != nil }

    /// Whether a protocol has the dataset.
    package func allows(protocol name: String) -> Bool { protocols?.contains(name) ?? true }

    /// Whether values may be handed over in a form.
    package func allows(format name: String) -> Bool { formats?.contains(name) ?? true }

    package init(
        variables: Set<String>? = nil,
        earliest: Moment? = nil,
        latest: Moment? = nil,
        box: GeographicBox? = nil,
        limits: Limits? = nil,
        protocols: Set<String>? = nil,
        formats: Set<String>? = nil,
        versions: [String]? = nil
    ) {
        self.variables = variables
        self.earliest = earliest
        self.latest = latest
        self.box = box
        self.limits = limits
        self.protocols = protocols
        self.formats = formats
        self.versions = versions
    }
}
