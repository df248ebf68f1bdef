package import CF
package import Execution

/// One question to a cube, in terms of meaning: what every protocol's words become.
package struct Query: Sendable {
    /// Names of data variables; empty means all that have a place.
    package var variables: [String]
    /// What is asked of each axis; an axis without an entry takes `others`.
    package var selectors: [AxisKey: AxisSelector]
    /// For axes without an entry: `.byDefault` for a map, `.all` for EDR.
    package var others: AxisSelector
    package var place: Place
    package var units: WantedUnits
    package var form: AnswerForm

    package init(
        variables: [String] = [],
        selectors: [AxisKey: AxisSelector] = [:],
        others: AxisSelector = .all,
        place: Place = .everywhere,
        units: WantedUnits = .stored,
        form: AnswerForm = .array
    ) {
        self.variables = variables
        self.selectors = selectors
        self.others = others
        self.place = place
        self.units = units
        self.form = form
    }
}

/// What is made of the values.
package enum AnswerForm: Sendable {
    /// Whole, in the order of the array.
    case array
    /// Coverages in the order members, times, levels, rows, columns; whole where all of them are small, else streamed.
    case coverages
}

/// Names an axis by what it is or by its dimension.
///
/// Asking for a time of a variable without a time axis asks nothing.
package enum AxisKey: Sendable, Hashable {
    case role(Axis.Role)
    case name(String)
}

/// Which positions of an axis are wanted.
package enum AxisSelector: Sendable, Equatable {
    case all
    /// The design's default: last time ≤ now, level nearest the surface, first member.
    case byDefault
    /// The cell that contains the value.
    case value(Double)
    /// The cell that contains each of the values; those outside are left out, all outside is an error.
    case values([Double])
    /// Positions between two numbers, both included, in either order; nil is an open end.
    case interval(Double?, Double?)
    /// The cell that contains the instant (for a reduced date such as `2024-03`, its start).
    case instant(TimeText)
    case instants([TimeText])
    /// Positions themselves, inside the axis.
    case positions([IndexRange])
    /// The position that a text names.
    case label(String)
    /// The positions that texts name, in the order of the axis.
    case labels([String])
    /// Positions from the start of the first to the end of the second; nil is an open end.
    case period(TimeText?, TimeText?)
}

extension AxisSelector {
    /// What was asked for, as far as one text can say it.
    var words: String {
        switch self {
        case .instant(let text): text.words
        case .period(let start, let end): "\(start?.words ?? "..")/\(end?.words ?? "..")"
        default: "what was asked for"
        }
    }
}

/// Where on the Earth.
package enum Place: Sendable, Equatable {
    case everywhere
    /// The cell that contains a point, in degrees; any longitude.
    case point(longitude: Double, latitude: Double)
    /// The cells whose centres lie in a box, its edges included; see `GeographicBox`. A box without any means the cell
    /// of its middle.
    case box(GeographicBox)
    /// The cells whose centres lie in polygons, edges included; those without any mean the cell of their centroid,
    /// or of another place inside where that is none.
    case region(Region)
    /// The same in the coordinates of the grid's own projection, by its name `EPSG:3413`: x and y in its units. Grids of
    /// another have no such place.
    case plane(PlanePlace, system: String)
}

extension Place {
    /// Why its polygons are none, in words; nil for sound ones and for places without any.
    ///
    /// - Throws: as `Region.invalidity`.
    package func invalidity(limits: Limits, context: WorkContext) throws -> String? {
        switch self {
        case .region(let region): try region.invalidity(limits: limits, context: context)
        case .plane(.region(let region), _): try region.invalidity(limits: limits, context: context)
        default: nil
        }
    }
}
