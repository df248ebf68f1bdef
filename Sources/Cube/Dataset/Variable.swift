package import JSON
package import Zarr

/// An array of the store with its dimensions named: what DAP serves by index.
package final class StoredVariable: Sendable {
    package struct Dimension: Sendable, Hashable {
        package let name: String
        package let size: Int

        package init(name: String, size: Int) {
            self.name = name
            self.size = size
        }
    }

    package let name: String
    package let dimensions: [Dimension]
    package let dataType: DataType
    /// As stored, with `_FillValue` as a plain number whatever the writer's encoding of it was.
    package let attributes: JSONObject
    let array: ZarrArray
    /// What a policy leaves of each dimension, whose sizes `dimensions` tell; nil is all of it.
    let windows: [IndexWindow?]
    /// How an array of texts holds them; nil for numbers.
    let textForm: TextForm?

    init(
        name: String,
        dimensions: [Dimension],
        dataType: DataType,
        attributes: JSONObject,
        array: ZarrArray,
        windows: [IndexWindow?]? = nil,
        textForm: TextForm? = nil
    ) {
        self.name = name
        self.dimensions = dimensions
        self.dataType = dataType
        self.attributes = attributes
        self.array = array
        self.windows = windows ?? dimensions.map { _ in nil }
        self.textForm = textForm
    }

    /// True for an array of texts, which is read by `Dataset.texts` alone.
    package var isText: Bool { textForm != nil }

    package var shape: [Int] { dimensions.map(\.size) }

    /// Indices of the array for positions of this view, dimension by dimension.
    func arrayRanges(_ ranges: [[IndexRange]]) -> [[IndexRange]] {
        zip(ranges, windows).map { ranges, window in
            guard let window else { return ranges }
            return ranges.flatMap { window.indices(of: $0) }
        }
    }

    /// The array's index for a position of this view.
    func arrayIndex(_ position: Int, dimension: Int) -> Int {
        windows[dimension]?.index(of: position) ?? position
    }
}

/// A data variable: an array whose axes, place and packing are understood.
package final class Variable: Sendable {
    package let stored: StoredVariable
    /// One axis per dimension, in the array's order.
    package let axes: [Axis]
    /// Where its cells are on the Earth; nil when that is not known.
    package let grid: (any HorizontalGrid)?
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

    init(
        stored: StoredVariable,
        axes: [Axis],
        grid: (any HorizontalGrid)?,
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
