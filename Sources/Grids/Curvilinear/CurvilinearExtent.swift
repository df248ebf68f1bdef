internal import Execution
internal import Glibc

/// The box around all places that mean a cell: of the circle of longitudes the widest part is left out that none of them covers.
struct CurvilinearExtent {
    /// Parts of the circle: gaps that are narrower are none.
    private static let parts = 36_000
    private static let degrees = 360.0 / Double(parts)

    /// How many arcs begin, less those that ended in the part before.
    private var arcs = [Int32](repeating: 0, count: parts + 1)
    /// The longitudes that stand in each part, 0 up to 360.
    private var least = [Double](repeating: .infinity, count: parts)
    private var greatest = [Double](repeating: -.infinity, count: parts)
    fileprivate var south = Double.infinity
    fileprivate var north = -Double.infinity

    mutating func add(_ place: GeographicPoint) {
        south = min(south, place.latitude)
        north = max(north, place.latitude)
        let longitude = Self.turned(place.longitude)
        let part = Self.part(longitude)
        least[part] = min(least[part], longitude)
        greatest[part] = max(greatest[part], longitude)
    }

    /// Adds all that a cell without stated corners answers for.
    fileprivate mutating func add(_ cap: SphereCap) {
        south = min(south, cap.south)
        north = max(north, cap.north)
        let halfWidth = cap.halfWidth
        guard halfWidth < 90 else {
            arcs[0] += 1
            arcs[Self.parts] -= 1
            return
        }
        for side in [-halfWidth, halfWidth] {
            let end = GeographicPoint(
                longitude: cap.middle.longitude + side,
                latitude: cap.middle.latitude
            )
            add(end, around: cap.middle)
        }
    }

    /// Covers the longitudes between two that were added, the shorter way.
    mutating func cover(from one: Double, to other: Double) {
        var (west, east) = (Self.turned(one), Self.turned(other))
        var width = east - west
        if width < 0 { width += 360 }
        if width > 180 { (west, east) = (east, west) }
        let (first, last) = (Self.part(west), Self.part(east))
        arcs[first] += 1
        arcs[last + 1] -= 1
        if last < first {
            arcs[0] += 1
            arcs[Self.parts] -= 1
        }
    }

    /// The box, its west in −180…180; nil where nothing was added.
    ///
    /// Gaps no wider than `seam` degrees, as between the last column and the first, are none.
    func box(seam: Double) -> GeographicExtent? {
        guard south <= north else { return nil }
        let gap = widestGap
        guard gap.width > seam else { return around }
        let west = gap.east >= 180 ? gap.east - 360 : gap.east
        return GeographicExtent(west: west, south: south, east: west + 360 - gap.width, north: north)
    }

    /// All longitudes.
    var around: GeographicExtent { GeographicExtent(west: -180, south: south, east: 180, north: north) }

    /// The widest gap: its width, and the longitude at its eastern end.
    private var widestGap: (width: Double, east: Double) {
        var widest = (width: 0.0, east: 0.0)
        var end: Double?
        var isOver = false
        // Twice round the circle: a gap may lie across Greenwich.
        for turn in [0.0, 360] {
            var open: Int32 = 0
            for part in 0..<Self.parts {
                open += arcs[part]
                guard least[part].isFinite else {
                    if open == 0 { isOver = true }
                    continue
                }
                if isOver, let end, least[part] + turn - end > widest.width {
                    widest = (least[part] + turn - end, least[part])
                }
                end = greatest[part] + turn
                isOver = false
            }
        }
        return widest
    }

    private static func turned(_ longitude: Double) -> Double {
        let turned = longitude - 360 * (longitude / 360).rounded(.down)
        return turned >= 360 ? 0 : turned
    }

    private static func part(_ longitude: Double) -> Int { min(Int(longitude / degrees), parts - 1) }
}

extension CurvilinearExtent {
    /// The box around the cells of a grid.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    static func box(of cells: CurvilinearCells, context: WorkContext) throws -> GeographicExtent {
        var extent = CurvilinearExtent()
        for item in 0..<cells.places.count {
            if item % stride == 0 { try context.check() }
            guard let centre = cells.places[item] else { continue }
            extent.add(centre)
            if let corners = cells.corners {
                for number in 0..<CellOutlines.count {
                    if let corner = corners[CellOutlines.count * item + number] {
                        extent.add(corner, around: centre)
                    }
                }
            } else {
                extent.add(neighboursOf: item, centre, cells)
            }
        }
        let isNorth = cells.item(at: UnitVector(x: 0, y: 0, z: 1)) != nil
        let isSouth = cells.item(at: UnitVector(x: 0, y: 0, z: -1)) != nil
        extent.reachPoles(isNorth, isSouth)
        guard !isNorth, !isSouth else { return extent.around }
        return extent.box(seam: 1.5 * cells.meanSpacing * 180 / .pi) ?? extent.around
    }

    /// Cells between two looks at the deadline: some milliseconds.
    private static let stride = 1 << 14

    private mutating func reachPoles(_ isNorth: Bool, _ isSouth: Bool) {
        if isNorth { north = 90 }
        if isSouth { south = -90 }
    }

    fileprivate mutating func add(_ corner: GeographicPoint, around centre: GeographicPoint) {
        add(corner)
        cover(from: centre.longitude, to: corner.longitude)
    }

    /// What lies between a cell and the next ones; of the outermost ones all that they answer for.
    private mutating func add(
        neighboursOf item: Int,
        _ centre: GeographicPoint,
        _ cells: CurvilinearCells
    ) {
        let (column, row) = (item % cells.columns, item / cells.columns)
        let reach = cells.spacing(of: item) * 1.5 * 180 / .pi
        var isOutermost = column == 0 || row == 0
        for (next, isInside) in [
            (item + 1, column + 1 < cells.columns), (item + cells.columns, row + 1 < cells.rows),
        ] {
            guard isInside, let other = cells.places[next], centre.isRoughly(within: reach, of: other) else {
                isOutermost = true
                continue
            }
            cover(from: centre.longitude, to: other.longitude)
        }
        for (next, isInside) in [(item - 1, column > 0), (item - cells.columns, row > 0)]
        where !isInside || cells.places[next].map({ !centre.isRoughly(within: reach, of: $0) }) ?? true {
            isOutermost = true
        }
        guard isOutermost else { return }
        let angle = 2 * asin(min(Double(cells.reach[item]) / 2, 1))
        add(SphereCap(middle: centre, radius: angle * 180 / .pi))
    }
}

extension GeographicPoint {
    /// Whether another place is no farther than so many degrees, as if the Earth were flat between both.
    fileprivate func isRoughly(within degrees: Double, of other: GeographicPoint) -> Bool {
        let turned = other.longitude - longitude
        let across = (turned - 360 * (turned / 360).rounded()) * cos(latitude * .pi / 180)
        let along = other.latitude - latitude
        return across * across + along * along <= degrees * degrees
    }
}
