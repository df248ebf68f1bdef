/// Between the centres of which cells each pixel lies, row by row: its own cell, and the next column and row on its side.
package struct PixelShares: Sendable {
    /// The cell that holds the pixel; −1 for none.
    package private(set) var columns: [Int32]
    package private(set) var rows: [Int32]
    /// The weight of the next column and row, below 1: negative for those before the own one, 0 for none.
    package private(set) var across: [Float]
    package private(set) var down: [Float]

    /// Bytes for each pixel.
    package static let bytesPerPixel = 16

    init(pixels: Int) {
        columns = [Int32](repeating: -1, count: pixels)
        rows = columns
        across = [Float](repeating: 0, count: pixels)
        down = across
    }

    /// Sets a pixel's own cell, and its neighbours with what they have of it.
    mutating func set(
        _ pixel: Int,
        _ cell: GridCell,
        across column: (index: Int, share: Double)?,
        down row: (index: Int, share: Double)?
    ) {
        columns[pixel] = Int32(cell.column)
        rows[pixel] = Int32(cell.row)
        across[pixel] = Self.signed(column, beside: cell.column)
        down[pixel] = Self.signed(row, beside: cell.row)
    }

    /// Only cells that lie beside each other are mixed.
    private static func signed(_ other: (index: Int, share: Double)?, beside own: Int) -> Float {
        guard let other, abs(other.index - own) == 1 else { return 0 }
        return Float(other.index > own ? other.share : -other.share)
    }

    package var byteCount: Int { columns.count * Self.bytesPerPixel }

    /// The next column or row on the side of a share; the own one where there is none.
    @inline(__always)
    package static func next(to own: Int32, _ share: Float) -> Int32 {
        share > 0 ? own &+ 1 : share < 0 ? own &- 1 : own
    }

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    ///
    /// What lies on both sides of hidden cells is not mixed.
    func mapped(columns window: IndexWindow?, rows rowWindow: IndexWindow?) -> PixelShares {
        guard window != nil || rowWindow != nil else { return self }
        var mapped = self
        for pixel in columns.indices where columns[pixel] >= 0 {
            if let window { Self.map(&mapped.columns[pixel], &mapped.across[pixel], window) }
            if let rowWindow { Self.map(&mapped.rows[pixel], &mapped.down[pixel], rowWindow) }
        }
        return mapped
    }

    private static func map(_ own: inout Int32, _ share: inout Float, _ window: IndexWindow) {
        let next = Int32(window.index(of: Int(next(to: own, share))))
        own = Int32(window.index(of: Int(own)))
        if abs(next - own) != 1 { share = 0 }
    }
}
