/// A box in degrees as a client asks for it: longitudes in any turn, west beyond east across the antimeridian.
///
/// 350…10, −10…10 and 710…730 are the same box.
package struct GeographicBox: Sendable, Equatable {
    package let west: Double
    package let south: Double
    package let east: Double
    package let north: Double

    /// - Returns: nil for numbers that are no box: not finite, or south beyond north.
    package init?(west: Double, south: Double, east: Double, north: Double) {
        guard [west, south, east, north].allSatisfy(\.isFinite), south <= north, abs(west) < 1e6,
            abs(east) < 1e6
        else {
            return nil
        }
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }

    /// Degrees from west to east: 0…360.
    var width: Double {
        let width = east - west
        if width >= 360 { return 360 }
        return width >= 0 ? width : width - 360 * (width / 360).rounded(.down)
    }

    /// How far east of the west edge a longitude lies, 0 up to 360; rounding does not push the edge itself round.
    func offset(of longitude: Double) -> Double {
        let turned = longitude - west
        let offset = turned - 360 * (turned / 360).rounded(.down)
        return offset > 360 - 1e-9 ? 0 : offset
    }
}

/// The cells of a grid inside a box, eastwards from its west edge.
struct GridWindow: Sendable, Equatable {
    /// Runs of columns, in the order of the answer; at most two for a box that crosses the seam of the grid.
    let columns: [IndexRange]
    let rows: [IndexRange]
    /// Longitudes of the columns in the order of the answer: they rise (or fall) steadily, whatever the turn.
    let longitudes: [Double]
}
