package import Cube
internal import Grids

/// Where a variable is, as an example asks for it: in degrees, with four decimals or as many as its own size needs.
package struct ExampleExtent: Sendable {
    /// In which something is seen.
    private let extent: GeographicExtent
    private let place: GeographicPoint
    /// Steps of a degree in which numbers are written: a tenth of a metre's worth would only make most addresses longer.
    private let steps: Double

    /// Nil for a variable without a place, or with one that has no area.
    package init?(_ variable: Variable) {
        guard let grid = variable.grid, grid.extent.east > grid.extent.west,
            grid.extent.north > grid.extent.south
        else { return nil }
        steps = Self.steps(of: grid.extent)
        place = Self.place(in: grid, steps: steps)
        extent = Self.seen(of: grid, around: place)
    }

    /// Height by width.
    package var aspect: Double { (extent.north - extent.south) / (extent.east - extent.west) }

    /// West, south, east, north with commas between them: all of it, or where that is next to empty, as with stations, the
    /// surroundings of `middle`.
    package var box: String {
        [extent.west, extent.south, extent.east, extent.north].map(decimal).joined(separator: ",")
    }

    /// A place that a cell answers for as longitude and latitude, the middle if it is one.
    package var middle: (longitude: String, latitude: String) {
        (decimal(place.longitude), decimal(place.latitude))
    }

    /// A hundred along the shorter side at least.
    private static func steps(of extent: GeographicExtent) -> Double {
        let side = min(extent.east - extent.west, extent.north - extent.south)
        return [1e4, 1e5, 1e6, 1e7, 1e8].first { $0 * side >= 100 } ?? 1e9
    }

    /// Cells whose centres are tried where no cell is in the middle.
    private static let tries = 64

    private static func place(in grid: any Grid, steps: Double) -> GeographicPoint {
        let longitude = (grid.extent.west + grid.extent.east) / 2
        let middle = GeographicPoint(
            longitude: longitude > 180 ? longitude - 360 : longitude,
            latitude: (grid.extent.south + grid.extent.north) / 2
        )
        let (count, overflows) = grid.rowCount.multipliedReportingOverflow(by: grid.columnCount)
        guard !answers(grid, middle, steps), count > 0, !overflows else { return middle }
        for number in 0..<tries {
            // From the middle cell on, all around.
            let cell = (count / 2 + number * max(count / tries, 1)) % count
            let position = GridCell(column: cell % grid.columnCount, row: cell / grid.columnCount)
            if let centre = grid.centre(of: position), answers(grid, centre, steps) { return centre }
        }
        return middle
    }

    /// Whether a cell answers at a place as an example writes it.
    private static func answers(_ grid: any Grid, _ place: GeographicPoint, _ steps: Double) -> Bool {
        let written = GeographicPoint(
            longitude: (place.longitude * steps).rounded() / steps,
            latitude: (place.latitude * steps).rounded() / steps
        )
        return grid.cell(containing: written) != nil
    }

    /// Places along a side at which cells are looked for.
    private static let places = 16
    /// Of them in each box, that a picture of it is worth seeing.
    private static let least = 12
    /// Degrees of latitude of the smallest box.
    private static let smallest = 0.01

    /// The largest box around a place, a power of two smaller than all, in which there is something here and there.
    private static func seen(of grid: any Grid, around place: GeographicPoint) -> GeographicExtent {
        let whole = grid.extent
        var (box, share) = (whole, 0.5)
        while answered(grid, in: box) < least, share * (whole.north - whole.south) > smallest {
            let (wide, high) = (
                share * (whole.east - whole.west) / 2, share * (whole.north - whole.south) / 2
            )
            let middle = min(max(place.latitude, high - 90), 90 - high)
            box = GeographicExtent(
                west: place.longitude - wide,
                south: middle - high,
                east: place.longitude + wide,
                north: middle + high
            )
            share /= 2
        }
        return answered(grid, in: box) < least ? whole : box
    }

    private static func answered(_ grid: any Grid, in box: GeographicExtent) -> Int {
        let (wide, high) = (box.east - box.west, box.north - box.south)
        let steps = (0..<places).map { (Double($0) + 0.5) / Double(places) }
        return steps.reduce(0) { count, up in
            count
                + steps.count { along in
                    let place = GeographicPoint(
                        longitude: box.west + along * wide,
                        latitude: box.south + up * high
                    )
                    return grid.cell(containing: place) != nil
                }
        }
    }

    private func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "0" }
        let rounded = (value * steps).rounded() / steps
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
