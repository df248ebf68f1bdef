package import Execution

/// The cells of a grid that has a longitude and a latitude for each of them, and the index that finds them.
///
/// Cells are numbered row by row. All that is kept is in a few flat arrays, a function of the coordinates alone.
package final class CurvilinearCells: Sendable {
    let columns, rows: Int
    let places: CurvilinearPlaces
    /// Four for each cell, where the dataset states them.
    package let corners: CurvilinearPlaces?
    /// How far from its centre a cell answers, as a chord: to the farthest stated corner, else the digest's share of the
    /// local spacing.
    let reach: FlatArray<Float>
    /// The largest of them.
    let farthest: Float
    /// Of cells that lie at one place it has the first.
    let tree: SphereTree
    let usableCount: Int
    let repeatedCount: Int
    /// What is wrong with the places.
    package let flaws: PlaceFlaws
    /// What boxes leave of them.
    let parts = CutParts<CurvilinearGrid>()

    /// The share of the local spacing that a cell without stated corners reaches (digest: cf.md, section 10).
    static let share = 0.75

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(
        columns: Int,
        rows: Int,
        places: CurvilinearPlaces,
        corners: StatedCorners?,
        context: WorkContext
    ) throws {
        (self.columns, self.rows, self.places) = (columns, rows, places)
        self.corners = corners?.places
        var tree: SphereTree
        var flaws = places.flaws
        if let corners {
            let outlines = CellOutlines(places: places, corners: corners.places)
            reach = corners.reaches
            tree = try SphereTree(outlines, count: places.count, context: context)
            (flaws.astray, flaws.bare) = (corners.places.flaws.astray, corners.places.flaws.bare)
        } else {
            let spacing = try CellSpacing(columns: columns, rows: rows, places: places, context: context)
            reach = FlatArray(spacing.spacings.lazy.map { $0 * Float(Self.share) })
            tree = try SphereTree(places, count: places.count, context: context)
            flaws.astray = spacing.astray
        }
        self.flaws = flaws
        farthest = reach.reduce(0) { max($0, $1) }
        usableCount = tree.entries.count
        let step = places.step * .pi / 180
        repeatedCount = try tree.dropRepeats(of: places, within: step * step, context: context)
        self.tree = tree
    }

    /// Of an index that is made; of each cell it has what `init(columns:rows:places:corners:context:)` makes.
    init(
        columns: Int,
        rows: Int,
        places: CurvilinearPlaces,
        corners: CurvilinearPlaces?,
        reach: FlatArray<Float>,
        farthest: Float,
        tree: SphereTree,
        usableCount: Int,
        repeatedCount: Int,
        flaws: PlaceFlaws
    ) {
        (self.columns, self.rows, self.places, self.corners) = (columns, rows, places, corners)
        (self.reach, self.farthest, self.tree) = (reach, farthest, tree)
        (self.usableCount, self.repeatedCount, self.flaws) = (usableCount, repeatedCount, flaws)
    }

    /// Bytes that so many cells hold for good.
    package static func bytes(count: Int, isSingle: Bool, corners: Int, areCornersSingle: Bool) -> Int {
        CurvilinearPlaces.bytes(count: count, isSingle: isSingle)
            + CurvilinearPlaces.bytes(count: corners, isSingle: areCornersSingle)
            + SphereTree.bytes(count: count) + count * MemoryLayout<Float>.stride
    }

    /// Bytes that so many cells without stated corners take beside while their index is made: spacings, and a copy of them.
    static func bytesMeanwhile(count: Int) -> Int {
        SphereTree.bytesMeanwhile(count: count) + 2 * count * MemoryLayout<Float>.stride
    }

    /// How far a cell is from its neighbours, or as large as it is, as a chord; 0 for one without a place.
    func spacing(of item: Int) -> Double { Double(reach[item]) / Self.share }

    /// Whether any cell has a place.
    package var hasPlace: Bool { usableCount > 0 }

    /// The mean of all cells, in radians.
    var meanSpacing: Double {
        let sum = reach.reduce(0.0) { $0 + Double($1) }
        return sum / Self.share / Double(max(usableCount, 1))
    }
}
