internal import Glibc

/// A place on the Earth as a vector of length one from its middle: x towards 0° on the equator, y towards 90° east, z
/// towards the north pole.
///
/// Longitudes of any turn, the antimeridian and the poles are places like any other here.
package struct UnitVector: Sendable, Equatable {
    package let x, y, z: Double

    package init(x: Double, y: Double, z: Double) {
        (self.x, self.y, self.z) = (x, y, z)
    }

    /// Degrees, which are finite.
    package init(longitude: Double, latitude: Double) {
        let (east, north) = (longitude * .pi / 180, latitude * .pi / 180)
        let fromAxis = cos(north)
        self.init(x: fromAxis * cos(east), y: fromAxis * sin(east), z: sin(north))
    }

    package init(_ place: GeographicPoint) {
        self.init(longitude: place.longitude, latitude: place.latitude)
    }

    /// The direction of a vector of any length; nil for one that is as good as zero.
    package init?(directionOf x: Double, _ y: Double, _ z: Double) {
        let length = (x * x + y * y + z * z).squareRoot()
        guard length > 1e-12, length.isFinite else { return nil }
        self.init(x: x / length, y: y / length, z: z / length)
    }

    /// Longitude in −180…180.
    package var place: GeographicPoint {
        GeographicPoint(
            longitude: atan2(y, x) * 180 / .pi,
            latitude: atan2(z, (x * x + y * y).squareRoot()) * 180 / .pi
        )
    }

    package func dot(_ other: UnitVector) -> Double { x * other.x + y * other.y + z * other.z }

    /// The square of the straight distance through the Earth, in radii: unlike the cosine it loses no digits where places
    /// are near each other.
    package func squaredChord(to other: UnitVector) -> Double {
        let (dx, dy, dz) = (x - other.x, y - other.y, z - other.z)
        return dx * dx + dy * dy + dz * dz
    }

    /// The angle to another place in radians.
    package func angle(to other: UnitVector) -> Double {
        Self.angle(ofSquaredChord: squaredChord(to: other))
    }

    /// The angle in radians whose chord has this square.
    package static func angle(ofSquaredChord square: Double) -> Double {
        2 * asin(min(square.squareRoot() / 2, 1))
    }

    /// The middle of places, as the direction of their mean; nil where they cancel out.
    package static func mean(of places: some Sequence<UnitVector>) -> UnitVector? {
        var (x, y, z) = (0.0, 0.0, 0.0)
        for place in places { (x, y, z) = (x + place.x, y + place.y, z + place.z) }
        return UnitVector(directionOf: x, y, z)
    }
}
