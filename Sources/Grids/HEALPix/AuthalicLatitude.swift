internal import Glibc

/// The latitude of the sphere of an ellipsoid's own area, on which areas are what they are on the ellipsoid (Snyder 1987,
/// section 3).
///
/// CF 1.13 divides that sphere where a grid mapping states an ellipsoid. All in degrees, right to 1e-13.
package struct AuthalicLatitude: Sendable, Hashable {
    /// (a − b) / a.
    package let flattening: Double
    private let eccentricity: Double
    /// Half of what `zone` grows by from pole to pole.
    private let whole: Double

    /// Flattenings that are none of any body: the roundest moons are oblate by less.
    private static let flattest = 0.5

    /// - Returns: nil for a sphere, of which every latitude is what it is, and for no ellipsoid: a flattening outside 0…½.
    package init?(flattening: Double) {
        guard flattening > 0, flattening <= Self.flattest else { return nil }
        self.flattening = flattening
        let squared = flattening * (2 - flattening)
        eccentricity = squared.squareRoot()
        whole = 1 + (1 - squared) * atanh(eccentricity) / eccentricity
    }

    /// The authalic latitude of a geodetic one.
    package func authalic(_ geodetic: Double) -> Double {
        guard abs(geodetic) < 90 else { return geodetic }
        let angle = abs(geodetic) * .pi / 180
        let rest = beyond(angle)
        let authalic = atan2(1 - rest, (rest * (2 - rest)).squareRoot()) * 180 / .pi
        return geodetic < 0 ? -authalic : authalic
    }

    /// The share of a hemisphere's area beyond a parallel north of the equator: 1 less the sine of its authalic latitude,
    /// without the digits that subtracting would lose near the pole.
    private func beyond(_ angle: Double) -> Double {
        let squared = eccentricity * eccentricity
        let half = sin((.pi / 2 - angle) / 2)
        let (sine, missing) = (sin(angle), 2 * half * half)
        let part = missing * (1 + squared * sine) / (1 - squared * sine * sine)
        let turned = atanh(eccentricity * missing / (1 - squared * sine)) / eccentricity
        return (part + (1 - squared) * turned) / whole
    }

    /// Steps of Newton's method: one is enough for the Earth.
    private static let maxSteps = 20

    /// The geodetic latitude of an authalic one.
    package func geodetic(_ authalic: Double) -> Double {
        guard abs(authalic) < 90 else { return authalic }
        let wanted = abs(authalic)
        let squared = eccentricity * eccentricity
        var latitude = min(firstGuess(wanted * .pi / 180) * 180 / .pi, 90)
        for _ in 0..<Self.maxSteps {
            let (sine, cosine) = (sin(latitude * .pi / 180), cos(latitude * .pi / 180))
            let found = self.authalic(latitude)
            let curve = 1 - squared * sine * sine
            let slope = 2 * (1 - squared) * cosine / (curve * curve * whole * cos(found * .pi / 180))
            let step = (found - wanted) / slope
            guard step.isFinite else { break }
            latitude = min(max(latitude - step, 0), 90)
            // What is left is less than the square of the step.
            if abs(step) < 1e-7 { break }
        }
        return authalic < 0 ? -latitude : latitude
    }

    /// The first terms of the series for the geodetic latitude in radians (Snyder 1987, equation 3-18).
    private func firstGuess(_ authalic: Double) -> Double {
        let squared = eccentricity * eccentricity
        let fourth = squared * squared
        return authalic + (squared / 3 + 31 * fourth / 180) * sin(2 * authalic)
            + 23 * fourth / 360 * sin(4 * authalic)
    }
}
