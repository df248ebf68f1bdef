internal import CF
package import Execution
package import Failures
package import Grids

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
    /// What levels are asked by and told as, at a point; nil is by their own numbers.
    package var vertical: VerticalQuantity?
    /// What is told of values of `vertical` at which there is no level.
    package var levelMethod: LevelMethod

    package init(
        variables: [String] = [],
        selectors: [AxisKey: AxisSelector] = [:],
        others: AxisSelector = .all,
        place: Place = .everywhere,
        units: WantedUnits = .stored,
        form: AnswerForm = .array,
        vertical: VerticalQuantity? = nil,
        levelMethod: LevelMethod = .nearest
    ) {
        self.variables = variables
        self.selectors = selectors
        self.others = others
        self.place = place
        self.units = units
        self.form = form
        self.vertical = vertical
        self.levelMethod = levelMethod
    }
}

/// What is made of the values.
package enum AnswerForm: Sendable {
    /// Whole, in the order of the array.
    case array
    /// Coverages in the order members, times, levels, rows, columns; whole where all of them are small, else streamed.
    case coverages
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
    /// Cells themselves, as a picture of the asked variable found them.
    case cells(CellSet)
}

extension Place {
    /// Why its polygons are invalid, in words; nil for valid ones and for places without any.
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
