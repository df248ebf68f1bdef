/// Longitudes and latitudes side by side, in the precision in which they are stored; what is not usable is no place.
package struct CurvilinearPlaces: SphereCentres {
    /// Of the two only one holds anything.
    private(set) var singles = FlatArray<Float>()
    private(set) var doubles = FlatArray<Double>()
    package let isSingle: Bool

    /// Degrees beyond which a number is no latitude, and no longitude in whatever turn (digest: cf.md, section 10).
    static let latitudeLimit = 90.001
    static let longitudeLimit = 1080.0
    /// Places at which models leave the land that no process of theirs wrote, and how often one of them is a place at most.
    private static let unwritten = [(0.0, 0.0), (-1.0, -1.0)]
    private static let mostRepeats = 100

    init(singles: FlatArray<Float>, doubles: FlatArray<Double>, isSingle: Bool) {
        (self.singles, self.doubles, self.isSingle) = (singles, doubles, isSingle)
    }

    /// Room for so many places, none of which is one yet; `isSingle` where all are numbers of four bytes.
    package init(count: Int, isSingle: Bool) {
        self.isSingle = isSingle
        if isSingle {
            singles = FlatArray(repeating: .nan, count: 2 * count)
        } else {
            doubles = FlatArray(repeating: .nan, count: 2 * count)
        }
    }

    /// Takes the longitudes, as many as there are places, each so many degrees.
    package mutating func take(longitudes: [Double], factor: Double = 1) {
        take(longitudes, factor, first: 0)
    }

    /// As `take(longitudes:factor:)`.
    package mutating func take(latitudes: [Double], factor: Double = 1) { take(latitudes, factor, first: 1) }

    private mutating func take(_ numbers: [Double], _ factor: Double, first: Int) {
        let taken = numbers.prefix(count)
        if isSingle {
            singles.withUnsafeMutableBufferPointer { places in
                for (item, number) in taken.enumerated() { places[2 * item + first] = Float(number * factor) }
            }
        } else {
            doubles.withUnsafeMutableBufferPointer { places in
                for (item, number) in taken.enumerated() { places[2 * item + first] = number * factor }
            }
        }
    }

    /// Takes away what is no place; of centres also those where nobody wrote any, which stand for many cells.
    package mutating func dropUnusable(areCentres: Bool) {
        let dropped = areCentres ? Self.unwritten.filter { count(of: $0) > Self.mostRepeats } : []
        if isSingle {
            singles.withUnsafeMutableBufferPointer { Self.dropUnusable($0, dropped) }
        } else {
            doubles.withUnsafeMutableBufferPointer { Self.dropUnusable($0, dropped) }
        }
    }

    private static func dropUnusable<Number: BinaryFloatingPoint>(
        _ places: UnsafeMutableBufferPointer<Number>,
        _ dropped: [(Double, Double)]
    ) {
        for item in 0..<places.count / 2 {
            let (longitude, latitude) = (Double(places[2 * item]), Double(places[2 * item + 1]))
            let isPlace =
                abs(latitude) <= latitudeLimit && abs(longitude) <= longitudeLimit
                && !dropped.contains { $0 == (longitude, latitude) }
            // A longitude that is none would be the largest number of all, and make all places one.
            places[2 * item] = isPlace ? Number(longitude) : .nan
            places[2 * item + 1] = isPlace ? Number(min(max(latitude, -90), 90)) : .nan
        }
    }

    /// How many places are one, counted to just beyond what is allowed.
    private func count(of place: (Double, Double)) -> Int {
        (0..<count).lazy.filter { numbers($0) == place }.prefix(Self.mostRepeats + 1).count
    }

    /// Some places, in the order of a list; −1 stands for none.
    func selected(_ items: [Int32]) -> CurvilinearPlaces {
        CurvilinearPlaces(
            singles: isSingle ? Self.selected(singles, items) : [],
            doubles: isSingle ? [] : Self.selected(doubles, items),
            isSingle: isSingle
        )
    }

    /// Pairs of numbers.
    private static func selected<Number: BinaryFloatingPoint & BitwiseCopyable & Sendable>(
        _ numbers: FlatArray<Number>,
        _ items: [Int32]
    ) -> FlatArray<Number> {
        FlatArray(unsafeUninitializedCapacity: 2 * items.count) { selected, written in
            numbers.withUnsafeBufferPointer { numbers in
                for (place, item) in items.enumerated() {
                    let isInside = item >= 0 && Int(item) < numbers.count / 2
                    for side in 0..<2 {
                        let number = isInside ? numbers[2 * Int(item) + side] : .nan
                        selected.initializeElement(at: 2 * place + side, to: number)
                    }
                }
            }
            written = 2 * items.count
        }
    }

    private func numbers(_ item: Int) -> (longitude: Double, latitude: Double) {
        isSingle
            ? (Double(singles[2 * item]), Double(singles[2 * item + 1]))
            : (doubles[2 * item], doubles[2 * item + 1])
    }

    static func bytes(count: Int, isSingle: Bool) -> Int { count * (isSingle ? 8 : 16) }

    package var count: Int { (isSingle ? singles.count : doubles.count) / 2 }

    /// Longitude in the turn in which it is stored.
    package subscript(item: Int) -> GeographicPoint? {
        let (longitude, latitude) = numbers(item)
        return latitude.isNaN ? nil : GeographicPoint(longitude: longitude, latitude: latitude)
    }

    package func centre(of item: Int) -> UnitVector? { self[item].map { UnitVector($0) } }

    /// Degrees between two neighbouring numbers of the stored kind, at the largest that stands here: places nearer than
    /// that are one.
    var step: Double {
        guard isSingle else { return 1e-9 }
        let largest = singles.reduce(Float(0)) { $1.isNaN ? $0 : max($0, abs($1)) }
        return Double(largest.ulp) * 1.3
    }

    /// Whether others are the same places, in the same order.
    package func areSame(as others: CurvilinearPlaces) -> Bool {
        guard count == others.count else { return false }
        return (0..<count).allSatisfy { self[$0] == others[$0] }
    }
}
