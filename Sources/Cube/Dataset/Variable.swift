package import CF
package import Grids
internal import Zarr

/// A data variable: an array whose axes, place and packing are understood.
package final class Variable: Sendable {
    package let stored: StoredVariable
    /// One axis per dimension, in the array's order.
    package let axes: [Axis]
    /// Where its cells are on the Earth; nil when that is not known.
    package let grid: (any Grid)?
    /// The dimensions of its grid's cells; nil where it has no grid.
    package let gridDimensions: GridDimensions?
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
    /// What it is made from, where it is no array itself; the rest is of the first of these.
    package let part: VectorPart?
    package let facts = DerivedFacts()

    init(
        stored: StoredVariable,
        axes: [Axis],
        grid: (any Grid)?,
        gridDimensions: GridDimensions?,
        packing: Packing,
        units: String?,
        standardName: String?,
        longName: String?,
        scalars: [ScalarCoordinate],
        forecast: ForecastTimes? = nil,
        converted: (from: Variable, by: UnitConversion)? = nil,
        part: VectorPart? = nil
    ) {
        self.stored = stored
        self.axes = axes
        self.grid = grid
        self.gridDimensions = grid == nil ? nil : gridDimensions
        self.packing = packing
        self.units = units.map { DisplayText.title($0) }
        self.standardName = standardName.map { DisplayText.title($0) }
        self.longName = longName.map { DisplayText.title($0) }
        self.scalars = scalars
        self.forecast = forecast
        self.converted = converted
        self.part = part
    }

    /// A part of a vector, whose values are plain numbers.
    convenience init(
        _ part: VectorPart,
        units: String?,
        standardName: String?,
        longName: String?,
        converted: (from: Variable, by: UnitConversion)? = nil
    ) {
        let first = part.pair.first
        self.init(
            stored: first.stored,
            axes: first.axes,
            grid: first.grid,
            gridDimensions: first.gridDimensions,
            packing: Packing(plain: .float64),
            units: units,
            standardName: standardName,
            longName: longName,
            scalars: first.scalars,
            forecast: first.forecast,
            converted: converted,
            part: part
        )
    }

    package var name: String { part?.name ?? stored.name }

    /// The best text for people: `long_name`, else the standard name, else the name.
    package var title: String { longName ?? standardName ?? name }

    /// Whether a dimension is one of its cells', or would be if it had a grid.
    package func isHorizontal(_ dimension: Int) -> Bool {
        gridDimensions.map { $0.contains(dimension) } ?? [.x, .y].contains(axes[dimension].role)
    }

    /// All axes but those of its cells.
    package var otherAxes: [Axis] {
        axes.indices.filter { !isHorizontal($0) }.map { axes[$0] }
    }

    /// The axis of a role, and which dimension of the array it is.
    package func axis(_ role: Axis.Role) -> (axis: Axis, dimension: Int)? {
        axes.firstIndex { $0.role == role }.map { (axes[$0], $0) }
    }
}
