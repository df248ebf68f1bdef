/// Longitudes and latitudes side by side, in the precision in which they are stored; what is not usable is no place.
struct CellPlaces: SphereCentres {
    /// Of the two only one holds anything.
    private var singles: [Float] = []
    private var doubles: [Double] = []
    let isSingle: Bool

    /// Degrees beyond which a number is no latitude, and no longitude in whatever turn (digest: cf.md, section 10).
    static let latitudeLimit = 90.001
    static let longitudeLimit = 1080.0
    /// Places at which models leave the land that no process of theirs wrote, and how often one of them is a place at most.
    private static let unwritten = [(0.0, 0.0), (-1.0, -1.0)]
    private static let mostRepeats = 100

    /// As many longitudes as latitudes; `isSingle` where all are numbers of four bytes.
    init(longitudes: [Double], latitudes: [Double], isSingle: Bool, areCentres: Bool) {
        self.isSingle = isSingle
        let dropped = areCentres ? Self.blocks(longitudes, latitudes) : []
        if isSingle { singles.reserveCapacity(2 * longitudes.count) }
        if !isSingle { doubles.reserveCapacity(2 * longitudes.count) }
        for (longitude, latitude) in zip(longitudes, latitudes) {
            let isPlace =
                abs(latitude) <= Self.latitudeLimit && abs(longitude) <= Self.longitudeLimit
                && !dropped.contains { $0 == (longitude, latitude) }
            let place = isPlace ? (longitude, min(max(latitude, -90), 90)) : (.nan, .nan)
            if isSingle {
                singles.append(Float(place.0))
                singles.append(Float(place.1))
            } else {
                doubles.append(place.0)
                doubles.append(place.1)
            }
        }
    }

    /// Which of the places that nobody wrote stand for many cells.
    private static func blocks(_ longitudes: [Double], _ latitudes: [Double]) -> [(Double, Double)] {
        unwritten.filter { place in
            zip(longitudes, latitudes).lazy.filter { $0 == place }.prefix(mostRepeats + 1).count > mostRepeats
        }
    }

    static func bytes(count: Int, isSingle: Bool) -> Int { count * (isSingle ? 8 : 16) }

    var count: Int { (isSingle ? singles.count : doubles.count) / 2 }

    /// Longitude in the turn in which it is stored.
    subscript(item: Int) -> GeographicPoint? {
        let (longitude, latitude) =
            isSingle
            ? (Double(singles[2 * item]), Double(singles[2 * item + 1]))
            : (doubles[2 * item], doubles[2 * item + 1])
        return latitude.isNaN ? nil : GeographicPoint(longitude: longitude, latitude: latitude)
    }

    func centre(of item: Int) -> UnitVector? { self[item].map { UnitVector($0) } }

    /// Degrees between two neighbouring numbers of the stored kind, at the largest that stands here: places nearer than
    /// that are one.
    var step: Double {
        guard isSingle else { return 1e-9 }
        let largest = singles.reduce(Float(0)) { $1.isNaN ? $0 : max($0, abs($1)) }
        return Double(largest.ulp) * 1.3
    }

    /// Whether others are the same places, in the same order.
    func areSame(as others: CellPlaces) -> Bool {
        guard count == others.count else { return false }
        return (0..<count).allSatisfy { self[$0] == others[$0] }
    }
}
