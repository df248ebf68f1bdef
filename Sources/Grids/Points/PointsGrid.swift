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
    package var hasMeans: Bool { false }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        cell.row == 0 ? places.place(at: cell.column) : nil
    }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard abs(place.latitude) <= 90, abs(place.longitude) < 1e6 else { return nil }
        return nearest(UnitVector(place)).map { GridCell(column: $0, row: 0) }
    }

    package func outline(of cell: GridCell) -> [GeographicPoint]? { nil }

    /// The nearest of those that are left answers, whichever hidden one is nearer.
    package func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid {
        try parts.grid(of: left, in: self, taking: Self.bytes(ofPart:), memory: memory) { items, context in
            try PointsGrid(places.selected(items), context: context)
        }
    }

    /// What a part of so many features takes.
    private static func bytes(ofPart count: Int) -> PartMemory.Bytes {
        PartMemory.Bytes(
            kept: bytes(count: count) + count * FeaturePlaces.bytesPerPlace,
            meanwhile: SphereTree.bytesMeanwhile(count: count)
        )
    }

    private func nearest(_ place: UnitVector) -> Int? {
        tree.nearest(to: place, in: vectors, within: Self.farthest)?.item
    }

    package func hasSameCells(as other: any Grid) -> Bool {
        (other as? PointsGrid).map { $0.places == places } ?? false
    }
}

extension PointsGrid {
    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        try places.cells(in: footprint, within: bounds)
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
