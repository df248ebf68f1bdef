internal import Grids
internal import Zarr

/// Where the map of a picture comes from: kept while it is small, else made again when its memory is reserved.
///
/// A map of a projected grid has 8 bytes for each pixel, 128 MiB for the largest picture: more than a request may hold
/// that waits for its turn or is a dry run.
struct PictureMap: Sendable {
    /// The dimensions of the cells in the stored array.
    let place: GridDimensions
    /// What a policy leaves of these dimensions; nil for all.
    let columnWindow, rowWindow: IndexWindow?
    private let grid: any Grid
    private let target: RasterTarget
    /// In positions on the axes.
    private let kept: CellMap?
    /// What the pixels are mixed from, in positions on the axes; nil where each has the value of one cell.
    private let mixed: CellWeights?
    /// Nearest where nothing is mixed.
    let resampling: Resampling

    /// What the layers of one request keep together: the map of a tile of 512 × 512 pixels, which would take as long to
    /// make twice as to draw.
    private static let keptBytes = 2 << 20

    init(
        _ grid: any Grid,
        under target: RasterTarget,
        _ place: GridDimensions,
        windows: [IndexWindow?],
        resampling: Resampling,
        layers: Int,
        keeping placings: KeptPlacings?
    ) {
        (self.grid, self.target, self.place) = (grid, target, place)
        (columnWindow, rowWindow) = (windows[place.column], place.row.flatMap { windows[$0] })
        let isSmall = grid.mapBytes(of: target) * 2 <= Self.keptBytes / max(layers, 1)
        let first = isSmall ? target : target.part(rows: Self.bands(of: target)[0])
        let weights = resampling == .nearest ? nil : grid.weights(under: first, by: resampling)
        self.resampling = weights == nil ? .nearest : resampling
        mixed = isSmall ? weights : nil
        if weights != nil {
            kept = nil
            return
        }
        let isKept = grid.mapBytes(of: target) <= Self.keptBytes / max(layers, 1)
        kept = isKept ? grid.cells(under: target, keeping: placings) : nil
    }

    /// The chunks under the picture; counting ends beyond `most`.
    func footprint(_ edges: [ChunkEdges], most: Int) -> MapFootprint {
        footprint(row: place.row.map { edges[$0] }, column: edges[place.column], most: most)
    }

    /// The chunks of an array under the picture whose rows or columns may lie along no dimension of it.
    func footprint(row: ChunkEdges?, column: ChunkEdges?, most: Int) -> MapFootprint {
        // More rows or columns than a map can count.
        let all = ChunkEdges(edge: Int(Int32.max), length: Int(Int32.max))
        let rows = ChunkAxis(edges: row ?? all, window: rowWindow)
        let columns = ChunkAxis(edges: column ?? all, window: columnWindow)
        if isMixed {
            let bands = Self.bands(of: target).lazy.compactMap { positions(ofRows: $0) }
            return MapFootprint(bands, rows: rows, columns: columns, most: most)
        }
        guard let kept else {
            return MapFootprint(grid, under: target, rows: rows, columns: columns, most: most)
        }
        return MapFootprint(kept, rows: rows, columns: columns, most: most)
    }

    /// The cells under the pixels as indices of the stored array.
    var indices: CellMap {
        let positions = kept ?? grid.cells(under: target)
        guard isCut else { return positions }
        return positions.mapped(columns: columnWindow, rows: rowWindow)
    }

    /// What some lines of pixels are mixed from, as indices of the stored array; nil where each pixel has the value of one
    /// cell.
    func weights(ofRows rows: Range<Int>) -> CellWeights? {
        positions(ofRows: rows)?.mapped(columns: columnWindow, rows: rowWindow)
    }

    /// The same in positions on the axes.
    private func positions(ofRows rows: Range<Int>) -> CellWeights? {
        guard isMixed else { return nil }
        guard let mixed else { return grid.weights(under: target.part(rows: rows), by: resampling) }
        guard case .lines(let lines) = mixed else { return mixed }
        return .lines(lines.part(columns: 0..<target.width, rows: rows))
    }

    /// Whether pixels are mixed from several cells each.
    var isMixed: Bool { resampling != .nearest }

    /// Pixels that are mixed at a time: what is kept of them would be hundreds of megabytes of the largest picture.
    private static let bandPixels = 1 << 20

    /// The lines of a picture that are mixed at a time: blocks of the control mesh are not cut, which would place their pixels
    /// anew.
    static func bands(of target: RasterTarget) -> [Range<Int>] {
        let block = RasterTarget.blockSide
        let most = max(bandPixels / max(target.width, 1) / block * block, block)
        let rows = min(most, max(target.height, 1))
        return stride(from: 0, to: max(target.height, 1), by: rows).map { $0..<min($0 + rows, target.height) }
    }

    /// Bytes that `indices` takes while it is made: twice the map where positions are not indices.
    var bytes: Int {
        if let mixed { return mixed.byteCount * 4 }
        if isMixed {
            return Self.bands(of: target)[0].count * target.width * PixelShares.bytesPerPixel
                * (isCut ? 2 : 1)
        }
        return grid.mapBytes(of: target) * (isCut ? 2 : 1)
    }

    private var isCut: Bool { columnWindow != nil || rowWindow != nil }
}
