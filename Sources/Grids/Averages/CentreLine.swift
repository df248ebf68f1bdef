internal import Glibc

/// The centres of some cells side by side, in degrees, and how large the cells are: in arrays that are used again.
package struct CentreLine {
    /// NaN for a cell that has no place, or that a policy hides.
    private(set) var longitudes: [Double] = []
    private(set) var latitudes: [Double] = []
    /// Shares of the sphere, above 0; any number where they are not wanted.
    private(set) var areas: [Double] = []
    /// Whether areas are wanted.
    let hasAreas: Bool

    /// Cells that one line has at most: what is looked at at a time.
    static let most = 4096
    /// The least that a cell counts for.
    private static let least = 1e-18
    private static let sphere = 4 * Double.pi

    init(hasAreas: Bool) { self.hasAreas = hasAreas }

    var count: Int { longitudes.count }

    mutating func clear() {
        longitudes.removeAll(keepingCapacity: true)
        latitudes.removeAll(keepingCapacity: true)
        areas.removeAll(keepingCapacity: true)
    }

    /// Adds a cell of so many steradians.
    @inline(__always)
    mutating func add(longitude: Double, latitude: Double, steradians: Double) {
        longitudes.append(longitude)
        latitudes.append(latitude)
        let share = steradians / Self.sphere
        areas.append(share > Self.least ? min(share, 1) : Self.least)
    }

    mutating func add(_ place: GeographicPoint?, steradians: @autoclosure () -> Double) {
        guard let place else { return addNone() }
        add(
            longitude: place.longitude,
            latitude: place.latitude,
            steradians: hasAreas ? steradians() : 0
        )
    }

    mutating func addNone() { add(longitude: .nan, latitude: .nan, steradians: 0) }

    /// Takes away the place of a cell that was added.
    mutating func drop(_ index: Int) {
        longitudes[index] = .nan
        latitudes[index] = .nan
    }
}

extension Grid {
    /// As large as all cells would be that cover the sphere together.
    var evenShare: Double { 4 * .pi / Double(max(rowCount, 1)) / Double(max(columnCount, 1)) }

    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        for column in columns {
            let cell = GridCell(column: column, row: row)
            let radius = SphericalArea.radius
            line.add(
                centre(of: cell),
                steradians: area(of: cell).map { $0 / radius / radius } ?? evenShare
            )
        }
    }

    package func forEachRun(near box: SphereBox, _ body: (Int, Range<Int>) -> Void) {
        for row in 0..<rowCount { Self.forEachPart(of: 0..<columnCount) { body(row, $0) } }
    }

    /// The parts of a run that are looked at at a time.
    static func forEachPart(of columns: Range<Int>, _ body: (Range<Int>) -> Void) {
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: CentreLine.most) {
            body(first..<min(first + CentreLine.most, columns.upperBound))
        }
    }

    /// Runs of the cells that a tree finds near a picture; false where there are too many of them for a mask.
    func forEachRun(
        of trees: [SphereTree],
        near box: SphereBox,
        columns: Int,
        rows: Int,
        _ body: (Int, Range<Int>) -> Void
    ) {
        guard columns > 0, var mask = CellMask(rows: 0..<rows, columns: 0..<columns) else { return }
        for tree in trees {
            tree.withPointers { tree in
                _ = tree.visit(below: 1, where: { $0.squaredDistance(to: box) <= 0 }) { positions, _ in
                    for position in positions {
                        let item = Int(tree.entries[position].item)
                        guard item >= 0 else { continue }
                        mask.leave(row: item / columns, column: item % columns)
                    }
                    return false
                }
            }
        }
        for row in 0..<rows {
            for run in mask.runs(ofRow: row, in: 0..<columns) { Self.forEachPart(of: run) { body(row, $0) } }
        }
    }
}
