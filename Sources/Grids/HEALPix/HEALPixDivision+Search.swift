internal import Glibc

/// From places to pixels.
///
/// Two families of curves bound the pixels: along one the first count `rising` stays, along the other `falling`. Near the
/// equator they are straight in longitude and the sine of the latitude, in the caps around the poles in their quarter.
extension HEALPixDivision {
    /// What the search needs of a latitude: the same for a whole row of a picture.
    struct Parallel {
        enum Zone { case belt, north, south }

        let zone: Zone
        /// In the belt ¾ · side · z, in the caps the pixels between the pole and the parallel.
        let reach: Double
    }

    /// The parallel at a latitude of the sphere in degrees.
    ///
    /// - Returns: nil for a number that is no latitude.
    func parallel(at latitude: Double) -> Parallel? {
        guard abs(latitude) <= 90 else { return nil }
        let z = sin(latitude * .pi / 180)
        guard abs(z) > 2.0 / 3 else { return Parallel(zone: .belt, reach: Double(side) * 0.75 * z) }
        // Of the distance to the pole: the sine of the latitude has lost it.
        let half = (90 - abs(latitude)) / 2 * .pi / 180
        let reach = Double(side) * 6.0.squareRoot() * sin(half)
        return Parallel(zone: z > 0 ? .north : .south, reach: reach)
    }

    /// How far a latitude is from the north pole, counted in sides of faces along a meridian: from 0 to 4.
    ///
    /// - Returns: nil for a number that is no latitude.
    func row(at latitude: Double) -> Double? {
        parallel(at: latitude).map { parallel in
            let sides = parallel.reach / Double(side)
            return switch parallel.zone {
            case .belt: 2 - 2 * sides
            case .north: sides
            case .south: 4 - sides
            }
        }
    }

    /// A longitude in quarters of a turn, from 0 up to 4.
    ///
    /// - Returns: nil for a number that is no longitude.
    static func quarters(at longitude: Double) -> Double? {
        guard longitude.isFinite else { return nil }
        let quarters = fmod(longitude, 360) / 90
        guard quarters < 0 else { return quarters }
        // What is a hair west of Greenwich would be rounded to a whole turn.
        let turned = quarters + 4
        return turned < 4 ? turned : 0
    }

    /// The pixel that contains a place of the sphere in degrees, longitudes in any turn.
    ///
    /// - Returns: nil for numbers that are no place.
    package func pixel(longitude: Double, latitude: Double) -> Int? {
        guard let quarters = Self.quarters(at: longitude), let parallel = parallel(at: latitude) else {
            return nil
        }
        return pixel(quarters: quarters, parallel: parallel)
    }

    /// The pixel at a longitude in 0..<4 quarters on a parallel of this division.
    @inline(__always)
    func pixel(quarters: Double, parallel: Parallel) -> Int {
        switch parallel.zone {
        case .belt:
            // Both sums lie in 0…5 · side.
            let base = Double(side) * (0.5 + quarters)
            let rising = Int(base - parallel.reach)
            let falling = Int(base + parallel.reach)
            return order == .ring ? beltRing(rising, falling) : beltNested(rising, falling)
        case .north, .south:
            let quarter = Int(quarters)
            let share = quarters - Double(quarter)
            let rising = min(Int(share * parallel.reach), side - 1)
            let falling = min(Int((1 - share) * parallel.reach), side - 1)
            let isNorth = parallel.zone == .north
            guard order == .ring else {
                let place =
                    isNorth
                    ? FacePlace(face: quarter, x: side - 1 - falling, y: side - 1 - rising)
                    : FacePlace(face: quarter + 8, x: rising, y: falling)
                return nestedNumber(of: place)
            }
            let nearPole = min(rising + falling + 1, side)
            let column = min(Int(quarters * Double(nearPole)), 4 * nearPole - 1)
            return isNorth
                ? 2 * nearPole * (nearPole - 1) + column
                : count - 2 * nearPole * (nearPole + 1) + column
        }
    }

    @inline(__always)
    private func beltRing(_ rising: Int, _ falling: Int) -> Int {
        // From 1 to 2 · side + 1 but for rounding at the caps.
        let ring = min(max(side + 1 + rising - falling, 1), 2 * side + 1)
        let twice = rising + falling + 7 * side + 1 + (ring & 1 == 0 ? 1 : 0)
        let column = (twice >> 1) % (4 * side)
        return 2 * side * (side - 1) + 4 * side * (ring - 1) + column
    }

    @inline(__always)
    private func beltNested(_ rising: Int, _ falling: Int) -> Int {
        let level = side.trailingZeroBitCount
        let (up, down) = (rising >> level, falling >> level)
        let face = up == down ? up & 3 + 4 : up < down ? up & 3 : down & 3 + 8
        return nestedNumber(
            of: FacePlace(face: face, x: falling & (side - 1), y: side - 1 - rising & (side - 1))
        )
    }
}
