internal import CRS
internal import Glibc

/// Which way the lines of grids and pictures run.
extension Grid {
    /// The direction in which columns follow each other at a cell, as it is told at a place in it, in radians anticlockwise from
    /// east there; 0 where cells have no columns, for what lies along such a grid has its parts towards east and north.
    ///
    /// Beside a pole east at the place is another direction than at the cell's centre.
    package func direction(at cell: GridCell, seenFrom place: GeographicPoint) -> Double {
        guard rowCount > 1, !hasGeographicLines else { return 0 }
        let neighbours = [-1, 1].map { GridCell(column: cell.column + $0, row: cell.row) }
        let places = neighbours.map { centre(of: $0) ?? centre(of: cell) }
        guard let from = places[0], let to = places[1], from != to else { return 0 }
        return .pi / 2 - from.bearing(to: to, seenFrom: place)
    }
}

extension GeographicPoint {
    /// The direction of another place half way there, in radians clockwise from north.
    func bearing(to other: GeographicPoint) -> Double {
        guard let middle = UnitVector.mean(of: [UnitVector(self), UnitVector(other)]) else { return 0 }
        return bearing(to: other, seenFrom: middle.place)
    }

    /// The direction of the way to another place, clockwise from north as that is at a third one beside them.
    func bearing(to other: GeographicPoint, seenFrom place: GeographicPoint) -> Double {
        let (one, two) = (UnitVector(self), UnitVector(other))
        let (x, y, z) = (two.x - one.x, two.y - one.y, two.z - one.z)
        let (longitude, latitude) = (place.longitude * .pi / 180, place.latitude * .pi / 180)
        let east = y * cos(longitude) - x * sin(longitude)
        let outwards = x * cos(longitude) + y * sin(longitude)
        let north = z * cos(latitude) - outwards * sin(latitude)
        return atan2(east, north)
    }
}

extension RasterTarget {
    /// The direction of up in the picture at each pixel's centre, in radians clockwise from north; NaN where there is no place.
    ///
    /// Up is north where each row has a latitude.
    package var directionsUpwards: [Double] {
        guard !isSeparable else { return [Double](repeating: 0, count: width * height) }
        let pixels = (0..<height).flatMap { row in (0..<width).map { (column: Double($0), row: Double(row)) }
        }
        let below = places(pixels.map { ($0.column, $0.row + 0.01) })
        let above = places(pixels.map { ($0.column, $0.row - 0.01) })
        return pixels.indices.map { pixel in
            let ends = [below, above].map { ($0.longitudes[pixel], $0.latitudes[pixel]) }
            guard ends.allSatisfy({ $0.0.isFinite && abs($0.1) <= 90 }) else { return .nan }
            return GeographicPoint(longitude: ends[0].0, latitude: ends[0].1)
                .bearing(to: GeographicPoint(longitude: ends[1].0, latitude: ends[1].1))
        }
    }

    /// The latitude of each pixel's centre; infinite where there is no place.
    package var latitudes: [Double] { centres.latitudes }

    /// The place of each pixel's centre; nil where there is none.
    package var places: [GeographicPoint?] {
        let (longitudes, latitudes) = centres
        return zip(longitudes, latitudes).map { longitude, latitude in
            longitude.isFinite && abs(latitude) <= 90
                ? GeographicPoint(longitude: longitude, latitude: latitude) : nil
        }
    }

    private var centres: (longitudes: [Double], latitudes: [Double]) {
        places((0..<height).flatMap { row in (0..<width).map { (column: Double($0), row: Double(row)) } })
    }
}
