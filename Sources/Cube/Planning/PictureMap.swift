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
    let target: RasterTarget
    /// In positions on the axes.
    private let kept: CellMap?
    /// What the pixels are mixed from, in positions on the axes; nil where each has the value of one cell.
    private let mixed: CellWeights?
    /// Nearest where nothing is mixed.
    let resampling: Resampling

    /// What the layers of one request keep together: the map of a tile of 512 × 512 pixels, which would take as long to
    /// make twice as to draw.
    private static let keptBytes = 2 << 20
    /// The same of what the pixels of a tile of 256 × 256 are mixed from.
    private static let keptMixedBytes = 4 << 20

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
        let first = target.part(rows: Self.bands(of: target)[0])
        let isSmall =
            first == target && Self.mixedBytes(grid, first) <= Self.keptMixedBytes / max(layers, 1)
            || Self.isByLine(grid, target)
        let weights =
            resampling == .nearest ? nil : grid.weights(under: isSmall ? target : first, by: resampling)
        self.resampling = weights == nil ? .nearest : resampling
        mixed = isSmall ? weights : nil
        if weights != nil {
            kept = nil
            return
        }
        let isKept = grid.mapBytes(of: target) <= Self.keptBytes / max(layers, 1)
        kept = isKept ? grid.cells(under: target, keeping: placings) : nil
    }

    /// Of chosen cells, each under a pixel of a line.
    init(
        _ cells: [GridCell],
        of grid: any Grid,
        _ place: GridDimensions,
        windows: [IndexWindow?]
    ) {
        (self.grid, self.place) = (grid, place)
        target = RasterTarget(
            system: .geographic,
            minX: 0,
            minY: 0,
            maxX: 1,
            maxY: 1,
            width: max(cells.count, 1),
            height: 1
        )
        (columnWindow, rowWindow) = (windows[place.column], place.row.flatMap { windows[$0] })
        resampling = .nearest
        mixed = nil
        let columns = cells.map { Int32(truncatingIfNeeded: $0.column) }
        let rows = cells.map { Int32(truncatingIfNeeded: $0.row) }
        kept = CellMap(scatteredColumns: cells.isEmpty ? [-1] : columns, rows: cells.isEmpty ? [-1] : rows)
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
        let bands = Self.bands(of: target)
        // Lines of a band are copies, and so are indices.
        if let mixed { return mixed.byteCount * (1 + (bands.count > 1 ? 1 : 0) + (isCut ? 1 : 0)) }
        if isMixed {
            let band = target.part(rows: bands[0])
            return Self.mixedBytes(grid, band) * (isCut ? 2 : 1) + grid.mapBytes(of: band)
        }
        return grid.mapBytes(of: target) * (isCut ? 2 : 1)
    }

    /// Entries of columns and rows that are sorted when they are mixed.
    var entries: Int {
        guard case .lines(let lines) = mixed else { return 0 }
        return lines.columns.cells.count + lines.rows.cells.count
    }

    /// Whether pixels are mixed from lines of cells, of which there are few.
    private static func isByLine(_ grid: any Grid, _ target: RasterTarget) -> Bool {
        grid.hasGeographicLines && target.isSeparable
    }

    /// Bytes that what pixels are mixed from takes, a mark for each cell with it.
    private static func mixedBytes(_ grid: any Grid, _ target: RasterTarget) -> Int {
        target.width * target.height * CellLists.bytesPerPixel + AveragedCells.maskBytes(of: grid)
    }

    private var isCut: Bool { columnWindow != nil || rowWindow != nil }
}
