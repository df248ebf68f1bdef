/// What is wrong with the longitudes and latitudes of cells.
package struct PlaceFlaws: Sendable, Equatable {
    /// Pairs of numbers that nobody wrote and that stand for no place: 0/0, −1/−1 or the array's fill value.
    package var unwritten = 0
    /// Latitudes beyond the poles, in numbers that degrees have.
    package var beyondPoles = 0
    /// Numbers that no degrees have, such as −999 and 1e20, and that nothing marks as missing.
    package var outOfRange = 0
    /// Cells that lie, or whose corners reach, far beyond what is beside them.
    package var astray = 0
    /// Cells without corners in a grid that states them: theirs follow from the centres.
    package var bare = 0

    package init() {}

    /// So many times as long as distances between places mostly are is one that leads astray, if what is beside it is short.
    static let jump: Float = 20

    /// Degrees beyond which a number is no latitude, and no longitude in whatever turn (digest: cf.md, section 10).
    private static let farthest = (longitude: 1080.0, latitude: 90.001)
    /// Degrees up to which a number beyond the poles is a latitude that is wrong; others mark what is missing.
    private static let turn = 360.0

    /// Whether a latitude is one of degrees and beyond the poles, where the longitude is one.
    @inline(__always)
    static func isBeyondPoles(longitude: Double, latitude: Double) -> Bool {
        abs(latitude) > farthest.latitude && abs(latitude) <= turn && abs(longitude) <= farthest.longitude
    }

    /// What netCDF fills 32 and 64 bit numbers with, which needs no attribute to mark what is missing.
    private static let filled = 0x1.ep122

    /// Whether one of a pair of numbers is that of no place, and the pair is not one of those beyond the poles.
    @inline(__always)
    static func isOutOfRange(longitude: Double, latitude: Double) -> Bool {
        (abs(latitude) > turn || abs(longitude) > farthest.longitude)
            && !longitude.isNaN && !latitude.isNaN && longitude != filled && latitude != filled
    }

    /// How many of some pairs are out of range; those of a fill value mark what is missing.
    package static func outOfRange(
        _ longitudes: [Double],
        _ latitudes: [Double],
        fill: (longitude: Double, latitude: Double)?
    ) -> Int {
        zip(longitudes, latitudes).count { longitude, latitude in
            isOutOfRange(longitude: longitude, latitude: latitude)
                && fill.map { $0 != (longitude, latitude) } ?? true
        }
    }

    static let numberCount = 5

    var numbers: FlatArray<Int64> {
        FlatArray([unwritten, beyondPoles, outOfRange, astray, bare].map { Int64($0) })
    }

    /// Of a file; nil for what is no count of so many cells.
    init?(_ numbers: FlatArray<Int64>, count: Int) {
        guard numbers.count == Self.numberCount, numbers.allSatisfy({ $0 >= 0 && $0 <= count }) else {
            return nil
        }
        (unwritten, beyondPoles, outOfRange) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
        (astray, bare) = (Int(numbers[3]), Int(numbers[4]))
    }

    /// Both together.
    package static func + (left: PlaceFlaws, right: PlaceFlaws) -> PlaceFlaws {
        var sum = left
        sum.unwritten += right.unwritten
        sum.beyondPoles += right.beyondPoles
        sum.outOfRange += right.outOfRange
        sum.astray += right.astray
        sum.bare += right.bare
        return sum
    }
}
