package import Execution
package import Zarr

/// What will be read for a picture.
package struct MapPlan: Sendable {
    package let dataset: Dataset
    package let variable: Variable
    package let target: RasterTarget
    package let cells: CellMap
    /// For each axis other than x and y: the position drawn, and whether it is what was asked for or near it.
    package let matches: [AxisMatch]
    package let cost: ReadCost

    init(
        dataset: Dataset, variable: Variable, target: RasterTarget, cells: CellMap, matches: [AxisMatch],
        cost: ReadCost
    ) {
        self.dataset = dataset
        self.variable = variable
        self.target = target
        self.cells = cells
        self.matches = matches
        self.cost = cost
    }

    /// Reads the chunks under the picture and hands each to `draw` as it arrives, in any order.
    ///
    /// `draw` runs on the calling thread; together the pieces cover every cell of `cells` exactly once.
    ///
    /// - Throws: `Failure`, or what `draw` throws.
    package func read(context: WorkContext, draw: (MapPiece) throws -> Void) throws {
        throw Failure.defect
    }
}

/// How a selector met an axis.
package struct AxisMatch: Sendable {
    package enum Manner: Sendable {
        /// The value asked for is the position's own.
        case exact
        /// The value asked for lies in the position's cell.
        case nearest
        /// Nothing was asked: the default.
        case byDefault
    }

    package let axis: Axis
    package let index: Int
    package let manner: Manner

    init(axis: Axis, index: Int, manner: Manner) {
        self.axis = axis
        self.index = index
        self.manner = manner
    }
}

/// The part of one chunk that a picture can see: a two-dimensional window of stored values.
package struct MapPiece {
    package let dataType: DataType
    /// Stored values in native byte order; the one of the window's first row and column is at element `base`.
    package let bytes: UnsafeRawBufferPointer
    package let base: Int
    /// Elements between neighbouring rows and columns of the grid; 0 for fill.
    package let rowStride: Int
    package let columnStride: Int
    /// The grid's rows and columns in the window.
    package let rows: Range<Int>
    package let columns: Range<Int>

    init(
        dataType: DataType, bytes: UnsafeRawBufferPointer, base: Int, rowStride: Int, columnStride: Int,
        rows: Range<Int>, columns: Range<Int>
    ) {
        self.dataType = dataType
        self.bytes = bytes
        self.base = base
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.rows = rows
        self.columns = columns
    }
}
