internal import Grids
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
    /// Which elements of these it hides all the same.
    let hidden: HiddenCells?
    /// How an array of texts holds them; nil for numbers.
    let textForm: TextForm?
    /// The two dimensions of the store's array that are one here; nil where all are its own.
    let folding: FaceFolding?
    /// What is added to its numbers, unpacked, where they are read as longitudes: what these lack to count from Greenwich, in the
    /// array's own units.
    let shift: Double
    /// The array with all of its own dimensions; nil where it has them.
    private let unfolded: StoredVariable?

    init(
        name: String,
        dimensions: [Dimension],
        dataType: DataType,
        attributes: JSONObject,
        array: ZarrArray,
        windows: [IndexWindow?]? = nil,
        hidden: HiddenCells? = nil,
        textForm: TextForm? = nil,
        folding: FaceFolding? = nil,
        shift: Double = 0,
        unfolded: StoredVariable? = nil
    ) {
        self.name = name
        self.dimensions = dimensions
        self.dataType = dataType
        self.attributes = attributes
        self.array = array
        self.windows = windows ?? dimensions.map { _ in nil }
        self.hidden = hidden
        self.textForm = textForm
        self.folding = folding
        self.shift = shift
        self.unfolded = unfolded
    }

    /// True for an array of texts, which is read by `Dataset.texts` alone.
    package var isText: Bool { textForm != nil }

    /// As people and readers by index know it: with the dimensions of the store.
    package var asStored: StoredVariable { unfolded ?? self }

    /// Stored bytes by decoded bytes, as an estimate from metadata alone: what a policy hides changes nothing.
    var storedShare: Double { array.storedShare }

    package var shape: [Int] { dimensions.map(\.size) }

    /// The same with one position of a dimension.
    func narrowed(to position: Int, _ dimension: Int) -> StoredVariable {
        var (dimensions, windows) = (dimensions, windows)
        guard dimensions.indices.contains(dimension), (0..<dimensions[dimension].size).contains(position)
        else {
            return self
        }
        let index = arrayIndex(position, dimension: dimension)
        dimensions[dimension] = Dimension(name: dimensions[dimension].name, size: 1)
        windows[dimension] = IndexWindow(runs: [index..<index + 1])
        return copy(dimensions: dimensions, windows: windows, shift: shift, unfolded: nil)
    }

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

    /// The same array of longitudes that count from another meridian.
    func shifted(by shift: Double) -> StoredVariable {
        copy(dimensions: dimensions, windows: windows, shift: shift, unfolded: unfolded)
    }

    private func copy(
        dimensions: [Dimension],
        windows: [IndexWindow?],
        shift: Double,
        unfolded: StoredVariable?
    ) -> StoredVariable {
        StoredVariable(
            name: name,
            dimensions: dimensions,
            dataType: dataType,
            attributes: attributes,
            array: array,
            windows: windows,
            hidden: hidden,
            textForm: textForm,
            folding: folding,
            shift: shift,
            unfolded: unfolded
        )
    }
}
