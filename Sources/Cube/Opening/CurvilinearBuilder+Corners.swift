internal import CF
internal import Grids
internal import Zarr

/// Corners of cells, as arrays state them.
extension CurvilinearBuilder {
    func corners(of pair: PlanePair) -> (longitude: StoredVariable, latitude: StoredVariable)? {
        guard let longitude = bounds(of: pair.longitude, pair), let latitude = bounds(of: pair.latitude, pair)
        else { return nil }
        return (longitude, latitude)
    }

    /// The array of four corners for each cell that a coordinate names.
    private func bounds(of array: StoredVariable, _ pair: PlanePair) -> StoredVariable? {
        guard let bounds = CFAttributes(array.attributes).text("bounds").flatMap({ arrays[$0] }) else {
            return nil
        }
        let others = bounds.dimensions.filter {
            ![pair.row, pair.column, pair.steps?.name].contains($0.name)
        }
        let names = Set(bounds.dimensions.map(\.name))
        let isOverCells = names.isSuperset(of: [pair.row, pair.column])
        return isOverCells && others.filter { $0.size != 1 }.map(\.size) == [CellOutlines.count]
            ? bounds : nil
    }

    func stated(
        _ corners: (longitude: StoredVariable, latitude: StoredVariable),
        _ pair: PlanePair,
        _ shape: Shape,
        _ isSingle: Bool
    ) throws -> CurvilinearPlaces? {
        var places = CurvilinearPlaces(count: CellOutlines.count * shape.count, isSingle: isSingle)
        guard
            try read(
                corners.longitude,
                pair,
                shape,
                0,
                parent: pair.longitude,
                use: { places.take(longitudes: $0, factor: $1) }
            ),
            try read(
                corners.latitude,
                pair,
                shape,
                0,
                parent: pair.latitude,
                use: { places.take(latitudes: $0, factor: $1) }
            )
        else { return nil }
        places.dropUnusable()
        places.dropCollapsed()
        return places
    }

    /// Corners of faces that neighbouring cells share: of each face a row and a column more than it has cells.
    func shared(
        _ corners: (longitude: StoredVariable, latitude: StoredVariable),
        _ pair: PlanePair,
        _ shape: Shape,
        _ isSingle: Bool
    ) throws -> CurvilinearPlaces? {
        var places = CurvilinearPlaces(count: CellOutlines.count * shape.count, isSingle: isSingle)
        let isRead =
            try read(shared: corners.longitude, pair.longitude, shape) {
                places.take(longitudes: $0, factor: $1)
            }
            && read(shared: corners.latitude, pair.latitude, shape) {
                places.take(latitudes: $0, factor: $1)
            }
        guard isRead else { return nil }
        places.dropUnusable()
        places.dropCollapsed()
        return places
    }

    /// Hands on the four numbers of each cell, and how many degrees one of them is; units are those of the `parent` where an array
    /// has none.
    private func read(
        shared array: StoredVariable,
        _ parent: StoredVariable,
        _ shape: Shape,
        use: ([Double], Double) -> Void
    ) throws -> Bool {
        let own = CFAttributes(array.attributes).text("units")
        let factor = Self.factor(own ?? CFAttributes(parent.attributes).text("units"))
        let all = array.shape.map { [IndexRange(0..<$0)] }
        // A face has one line of corners more than rows, so there are as many faces as lines too many.
        let rows = shape.rows / max(array.shape[0] - shape.rows, 1)
        return try reader.read(array, ranges: all, order: [0, 1]) { numbers in
            use(Self.corners(numbers, rows: max(rows, 1), shape), factor)
        }
    }

    /// The corners of each cell in turn, of faces with so many rows; NaN where there is no number.
    private static func corners(_ numbers: [Double], rows: Int, _ shape: Shape) -> [Double] {
        let width = shape.columns + 1
        var corners: [Double] = []
        corners.reserveCapacity(CellOutlines.count * shape.count)
        for row in 0..<shape.rows {
            let line = (row / rows * (rows + 1) + row % rows) * width
            for column in 0..<shape.columns {
                for offset in [0, 1, width + 1, width] {
                    let place = line + column + offset
                    corners.append(place < numbers.count ? numbers[place] : .nan)
                }
            }
        }
        return corners
    }
}
