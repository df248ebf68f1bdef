package import Execution
package import Failures

/// Features that stay where they are, each the column of a single row: stations, casts.
///
/// A feature is no cell and covers nothing: the nearest one answers, within a distance of its place, and a box or polygon
/// means those whose places lie inside (CF 1.11, chapter 9; digest: cf.md, section 14).
package struct PointsGrid: Grid {
    package let kind = "points"
    package let extent: GeographicExtent
    package let identity: GridIdentity? = GridIdentity()
    let places: FeaturePlaces
    private let vectors: FixedVectors
    private let tree: SphereTree
    private let parts = CutParts<PointsGrid>()

    /// Metres from its place up to which a feature answers: less than stations are apart, more than a hand misses.
    static let tolerance = 5_000.0
    /// The square of the chord of that.
    private static let farthest = {
        let angle = tolerance / SphericalArea.radius
        return angle * angle
    }()

    /// Bytes that it takes beside the places.
    package static func bytes(count: Int) -> Int {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: FixedVectors.bytesPerPlace)
        let tree = SphereTree.bytes(count: count)
        let (sum, exceeds) = bytes.addingReportingOverflow(tree)
        return overflows || exceeds ? .max : sum
    }

    /// - Returns: nil where nothing has a place.
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init?(_ places: FeaturePlaces, context: WorkContext) throws {
        var extent = PlacesExtent()
        for position in 0..<places.count { places.place(at: position).map { extent.add($0) } }
        guard let box = extent.box, places.count <= SphereTree.maxCount else { return nil }
        self.places = places
        self.extent = box
        vectors = FixedVectors(count: places.count) { position in
            places.place(at: position).map { UnitVector($0) }
        }
        tree = try SphereTree(vectors, count: places.count, context: context)
    }

    package let rowCount = 1
    package var columnCount: Int { places.count }
    package var hasGeographicLines: Bool { false }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        cell.row == 0 ? places.place(at: cell.column) : nil
    }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard abs(place.latitude) <= 90, abs(place.longitude) < 1e6 else { return nil }
        return nearest(UnitVector(place)).map { GridCell(column: $0, row: 0) }
    }

    package func outline(of cell: GridCell) -> [GeographicPoint]? { nil }

    /// The nearest of those that are left answers, whichever hidden one is nearer.
    package func part(
        of cut: GridCut,
        in box: GeographicBox,
        columns: IndexWindow?,
        rows: IndexWindow?,
        memory: PartMemory
    ) -> any Grid {
        let key = CutParts<PointsGrid>.Cut(columns: columns, rows: rows, mask: cut.mask)
        let count = key.count(columns: columnCount, rows: 1)
        let bytes = Self.bytes(count: count) + count * FeaturePlaces.bytesPerPlace
        let part = parts.part(of: key, bytes: bytes, memory: memory) { context in
            guard let items = key.items(columns: columnCount, rows: 1) else { return nil }
            return try PointsGrid(places.selected(items.map { Int($0) }), context: context)
        }
        guard let part else { return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask) }
        return CutGrid(part, box: box, columns: nil, rows: nil, mask: nil)
    }

    private func nearest(_ place: UnitVector) -> Int? {
        tree.nearest(to: place, in: vectors, within: Self.farthest)?.item
    }

    package func hasSameCells(as other: any Grid) -> Bool {
        (other as? PointsGrid).map { $0.places == places } ?? false
    }
}

extension PointsGrid {
    /// Places between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 14

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        let found = try bounds.looking { try features(in: footprint, bounds) }
        guard !found.isEmpty else { return nil }
        return CellSet(
            columns: IndexRange.runs(of: found.map(\.column)),
            rows: [IndexRange(start: 0, count: 1)],
            centres: .scattered(found.map(\.place))
        )
    }

    private func features(in footprint: Footprint, _ bounds: PlacingBounds) throws
        -> [(column: Int, place: GeographicPoint)]
    {
        let (box, allowed) = (footprint.box, bounds.limits.outputCells)
        var (found, count) = ([(column: Int, place: GeographicPoint)](), 0)
        for first in Swift.stride(from: 0, to: places.count, by: Self.stride) {
            try bounds.context.check()
            for column in first..<min(first + Self.stride, places.count) {
                guard let place = places.place(at: column), box.holds(place) else { continue }
                count += 1
                if count <= allowed { found.append((column, place)) }
            }
        }
        guard count <= allowed else {
            throw Failure.tooLarge(limit: .outputCells, allowed: allowed, requested: count, advice: nil)
        }
        guard case .region(let region) = footprint else { return found }
        let isInside = try region.holds(
            found.map(\.place),
            where: [Bool](repeating: true, count: found.count),
            limits: bounds.limits,
            context: bounds.context
        )
        return zip(found, isInside).compactMap { $1 ? $0 : nil }
    }

    package func cells(under target: RasterTarget) -> CellMap {
        var features = [Int32](repeating: -1, count: target.width * target.height)
        features.withUnsafeMutableBufferPointer { features in
            forEachPixel(of: target) { pixel, feature in
                features[pixel] = Int32(truncatingIfNeeded: feature)
            }
        }
        return CellMap(cellsOfOneRow: features)
    }

    package func mapBytes(of target: RasterTarget) -> Int {
        target.width * target.height * 2 * MemoryLayout<Int32>.size + PixelVectors.bytes(target)
    }

    package func forEachCell(under target: RasterTarget, _ body: (GridCell) -> Void) {
        forEachPixel(of: target) { _, feature in body(GridCell(column: feature, row: 0)) }
    }

    /// Calls `body` with the number (row-major) of each pixel at which there is a feature, and the feature.
    @inline(__always)
    private func forEachPixel(of target: RasterTarget, _ body: (Int, Int) -> Void) {
        let rule = FixedReach(squaredChord: Self.farthest)
        NearestPixels.forEachPixel(PixelVectors(target), tree, vectors, rule, body)
    }
}
