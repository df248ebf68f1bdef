import Glibc
import JSON
import TestSupport
import Zarr

@testable import Grids

/// A cubed sphere whose cells are equal angles wide on each face: their sides are great circles, so that the cell of a place is
/// known from two angles alone.
struct CubedSphere {
    let side: Int

    typealias Vector = SIMD3<Double>

    /// For each face the direction of its middle, and those in which its columns and rows count.
    static let faces: [(middle: Vector, across: Vector, along: Vector)] = [
        ([1, 0, 0], [0, 1, 0], [0, 0, 1]), ([0, 1, 0], [-1, 0, 0], [0, 0, 1]),
        ([0, 0, 1], [0, 1, 0], [-1, 0, 0]), ([-1, 0, 0], [0, 0, -1], [0, -1, 0]),
        ([0, -1, 0], [0, 0, -1], [1, 0, 0]), ([0, 0, -1], [1, 0, 0], [0, 1, 0]),
    ]

    struct Cell: Equatable {
        let face, row, column: Int
    }

    /// The place at so many cells from the first corner of a face, in degrees.
    func place(_ face: Int, row: Double, column: Double) -> GeographicPoint {
        let slope = { (number: Double) in tan((number / Double(side) - 0.5) * .pi / 2) }
        let (middle, across, along) = Self.faces[face]
        let way = middle + slope(column) * across + slope(row) * along
        let length = (way * way).sum().squareRoot()
        return GeographicPoint(
            longitude: atan2(way.y, way.x) * 180 / .pi,
            latitude: asin(way.z / length) * 180 / .pi
        )
    }

    /// The cell that holds a place, and how far from its nearest side the place is, in cells.
    func cell(at place: GeographicPoint) -> (cell: Cell, margin: Double) {
        let (longitude, latitude) = (place.longitude * .pi / 180, place.latitude * .pi / 180)
        let way: Vector = [cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)]
        let face =
            Self.faces.indices.max { dot(way, Self.faces[$0].middle) < dot(way, Self.faces[$1].middle) } ?? 0
        let (middle, across, along) = Self.faces[face]
        let position = { (side: Vector) in
            (atan(dot(way, side) / dot(way, middle)) / (.pi / 2) + 0.5) * Double(self.side)
        }
        let (column, row) = (position(across), position(along))
        let margin = [column, row].map { min($0 - $0.rounded(.down), $0.rounded(.up) - $0) }.min() ?? 0
        let index = { (number: Double) in min(max(Int(number), 0), self.side - 1) }
        return (Cell(face: face, row: index(row), column: index(column)), margin)
    }

    private func dot(_ one: Vector, _ other: Vector) -> Double { (one * other).sum() }

    /// Each cell's value says which it is.
    static func value(_ cell: Cell) -> Float { Float(10_000 * cell.face + 100 * cell.row + cell.column) }

    /// Longitudes and latitudes of centres, or of corners, along the dimensions of a name each.
    func coordinates(_ names: [String], areCorners: Bool = false) -> [FixtureArray] {
        let (count, shift) = (side + (areCorners ? 1 : 0), areCorners ? 0 : 0.5)
        let places = (0..<6).flatMap { face in
            (0..<count).flatMap { row in
                (0..<count).map { self.place(face, row: Double(row) + shift, column: Double($0) + shift) }
            }
        }
        let dimensions = zip(names, [6, count, count]).map { ($0, $1) }
        let prefix = areCorners ? "corner_" : ""
        return [
            FixtureArray(
                prefix + "lons",
                dimensions,
                .float64,
                places.map { $0.longitude < 0 ? $0.longitude + 360 : $0.longitude },
                attributes: [("units", "degrees_east")]
            ),
            FixtureArray(
                prefix + "lats",
                dimensions,
                .float64,
                places.map(\.latitude),
                attributes: [("units", "degrees_north")]
            ),
        ]
    }
}
