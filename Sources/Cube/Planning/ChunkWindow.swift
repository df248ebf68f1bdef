package import Zarr

/// The part of one chunk that a picture can see: a two-dimensional window of stored values.
package struct ChunkWindow {
    /// The stored type after `_Unsigned`: the one that the variable's `Packing` compares in.
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

    package init(
        dataType: DataType,
        bytes: UnsafeRawBufferPointer,
        base: Int,
        rowStride: Int,
        columnStride: Int,
        rows: Range<Int>,
        columns: Range<Int>
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
