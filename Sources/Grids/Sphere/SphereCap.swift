internal import Glibc

/// All places no farther from one than an angle.
struct SphereCap {
    let middle: GeographicPoint
    /// Degrees.
    let radius: Double

    var south: Double { max(middle.latitude - radius, -90) }
    var north: Double { min(middle.latitude + radius, 90) }

    /// How many degrees of longitude it takes to either side of its middle; 180 where it touches a pole.
    var halfWidth: Double {
        guard middle.latitude + radius < 90, middle.latitude - radius > -90 else { return 180 }
        let sine = sin(radius * .pi / 180) / cos(middle.latitude * .pi / 180)
        return asin(min(sine, 1)) * 180 / .pi
    }
}
