internal import Glibc

/// A line across the Earth, as a request draws it: straight between its corners in a reference system.
package struct LineTarget: Sendable, Hashable {
    /// A place along a line.
    package struct Place: Sendable, Equatable {
        /// Metres from the line's beginning, along great circles from place to place.
        package let metres: Double
        /// Infinite where the system has no place.
        package let point: GeographicPoint
        fileprivate let x, y: Double
    }

    package let system: RasterTarget.System
    /// Corners, at least two; x is east, y is north.
    package let corners: [Corner]

    package struct Corner: Sendable, Hashable {
        package let x, y: Double

        package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }

    /// Places between corners: as many as a plot has pixels across.
    private static let places = 512

    package init(system: RasterTarget.System, corners: [Corner]) {
        (self.system, self.corners) = (system, corners)
    }

    /// Its corners, and places between them that are evenly spread over all of it.
    package func sampled() -> [Place] {
        let length = zip(corners, corners.dropFirst()).reduce(0) { $0 + Self.distance($1.0, $1.1) }
        var all: [Corner] = Array(corners.prefix(1))
        for (from, to) in zip(corners, corners.dropFirst()) {
            let share = length > 0 && length.isFinite ? Self.distance(from, to) / length : 0
            let steps = max(Int((share * Double(Self.places)).rounded(.up)), 1)
            for step in 1...steps {
                let part = Double(step) / Double(steps)
                let between = Corner(x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part)
                all.append(step == steps ? to : between)
            }
        }
        return placed(all)
    }

    /// The cell of a grid that a picture shows at a place.
    package func cell(of grid: any Grid, at place: Place) -> GridCell? {
        let pixel = RasterTarget(
            system: system,
            minX: place.x,
            minY: place.y,
            maxX: place.x,
            maxY: place.y,
            width: 1,
            height: 1
        )
        return grid.cell(under: pixel, column: 0, row: 0)
    }

    private func placed(_ all: [Corner]) -> [Place] {
        let unit = RasterTarget(system: system, minX: 0, minY: 0, maxX: 1, maxY: 1, width: 1, height: 1)
        let (longitudes, latitudes) = unit.places(all.map { (column: $0.x - 0.5, row: 0.5 - $0.y) })
        var (metres, last): (Double, GeographicPoint?) = (0, nil)
        return all.indices.map { index in
            let point = GeographicPoint(longitude: longitudes[index], latitude: latitudes[index])
            if let last { metres += Self.metres(from: last, to: point) }
            if point.longitude.isFinite, point.latitude.isFinite { last = point }
            return Place(metres: metres, point: point, x: all[index].x, y: all[index].y)
        }
    }

    private static func distance(_ from: Corner, _ to: Corner) -> Double {
        hypot(to.x - from.x, to.y - from.y)
    }

    /// Along a great circle of the sphere; 0 to what is no place.
    private static func metres(from: GeographicPoint, to: GeographicPoint) -> Double {
        let radians = Double.pi / 180
        let down = (to.latitude - from.latitude) * radians
        let across = (to.longitude - from.longitude) * radians
        let parallels = cos(from.latitude * radians) * cos(to.latitude * radians)
        let half = pow(sin(down / 2), 2) + parallels * pow(sin(across / 2), 2)
        return half.isFinite ? 2 * SphericalArea.radius * asin(min(half.squareRoot(), 1)) : 0
    }
}
