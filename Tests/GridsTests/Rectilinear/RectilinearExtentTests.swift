import Testing

@testable import Grids

/// The box around all cells is one of the Earth, whatever their longitudes are.
@Suite struct RectilinearExtentTests {
    @Test(
        arguments: [
            ([0, 10, 20], -5, 25), ([175, 185], 170, 190), ([350, 360, 370], -15, 15),
            // All round.
            ([0, 90, 180, 270], -180, 180), ([0, 360], -180, 180),
            // In no order, within a turn and beyond it.
            ([20, 0, 10], 0, 20), ([0, 1080, 0], -180, 180), ([0, 1080, 500], -180, 180),
            ([-720, 0, 5, 1], -180, 180),
        ] as [([Double], Double, Double)]
    )
    func isWithinATurn(longitudes: [Double], west: Double, east: Double) {
        let grid = RectilinearGrid(
            longitudes: CellAxis(centres: longitudes),
            latitudes: CellAxis(centres: [0, 10])
        )
        #expect((grid.extent.west, grid.extent.east) == (west, east))
        #expect(grid.extent.east - grid.extent.west <= 360)
    }
}
