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

    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        for row in 0..<rowCount { Self.forEachPart(of: 0..<columnCount) { body(row, $0) } }
    }

    /// The parts of a run that are looked at at a time.
    static func forEachPart(of columns: Range<Int>, _ body: (Range<Int>) -> Void) {
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: CentreLine.most) {
            body(first..<min(first + CentreLine.most, columns.upperBound))
        }
    }
}
