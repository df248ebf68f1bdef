package import CF

/// A data variable: an array whose axes, place and packing are understood.
package final class Variable: Sendable {
    package let stored: StoredVariable
    /// One axis per dimension, in the array's order.
    package let axes: [Axis]
    /// Where its cells are on the Earth; nil when that is not known.
    package let grid: (any Grid)?
    package let packing: Packing
    package let units: String?
    package let standardName: String?
    package let longName: String?
    /// Coordinates of one value that hold for all of it.
    package let scalars: [ScalarCoordinate]
    /// Valid times of runs and leads, where those are its axes.
    package let forecast: ForecastTimes?
    /// How its own units became `units`, where a request wants others, and the variable in its own.
    package let converted: (from: Variable, by: UnitConversion)?
    package let facts = DerivedFacts()

    init(
        stored: StoredVariable,
        axes: [Axis],
        grid: (any Grid)?,
        packing: Packing,
        units: String?,
        standardName: String?,
        longName: String?,
        scalars: [ScalarCoordinate],
        forecast: ForecastTimes? = nil,
        converted: (from: Variable, by: UnitConversion)? = nil
    ) {
        self.stored = stored
        self.axes = axes
        self.grid = grid
        self.packing = packing
        self.units = units.map { DisplayText.title($0) }
        self.standardName = standardName.map { DisplayText.title($0) }
        self.longName = longName.map { DisplayText.title($0) }
        self.scalars = scalars
        self.forecast = forecast
        self.converted = converted
    }

    package var name: String { stored.name }

    /// The best text for people: `long_name`, else the standard name, else the name.
    package var title: String { longName ?? standardName ?? name }

    /// The axis of a role, and which dimension of the array it is.
    package func axis(_ role: Axis.Role) -> (axis: Axis, dimension: Int)? {
        axes.firstIndex { $0.role == role }.map { (axes[$0], $0) }
    }
}
