/// Longitudes and latitudes side by side, in the precision in which they are stored; what is not usable is no place.
package struct CurvilinearPlaces: SphereCentres {
    /// Of the two only one holds anything.
    private(set) var singles = FlatArray<Float>()
    private(set) var doubles = FlatArray<Double>()
    package let isSingle: Bool

    /// Degrees beyond which a number is no latitude, and no longitude in whatever turn (digest: cf.md, section 10).
    static let latitudeLimit = 90.001
    static let longitudeLimit = 1080.0
    /// What was wrong with what was taken away.
    package internal(set) var flaws = PlaceFlaws()

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

    /// Puts another place in, of those that there are.
    mutating func put(_ place: GeographicPoint, at item: Int) {
        guard item >= 0, item < count else { return }
        if isSingle {
            singles.withUnsafeMutableBufferPointer { places in
                (places[2 * item], places[2 * item + 1]) = (Float(place.longitude), Float(place.latitude))
            }
        } else {
            doubles.withUnsafeMutableBufferPointer { places in
                (places[2 * item], places[2 * item + 1]) = (place.longitude, place.latitude)
            }
        }
    }

    /// Takes away what is no place; the pair of a fill value marks what is missing, and is no flaw.
    package mutating func dropUnusable(fill: (longitude: Double, latitude: Double)? = nil) {
        let fill = fill ?? (.nan, .nan)
        let lost =
            isSingle
            ? singles.withUnsafeMutableBufferPointer { Self.dropUnusable($0, fill) }
            : doubles.withUnsafeMutableBufferPointer { Self.dropUnusable($0, fill) }
        flaws.beyondPoles += lost.beyondPoles
        flaws.outOfRange += lost.outOfRange
    }

    /// How many latitudes lie beyond the poles, and how many pairs are no degrees.
    private static func dropUnusable<Number: BinaryFloatingPoint>(
        _ places: UnsafeMutableBufferPointer<Number>,
        _ fill: (longitude: Double, latitude: Double)
    ) -> (beyondPoles: Int, outOfRange: Int) {
        var (beyondPoles, outOfRange) = (0, 0)
        let filled = (Double(Number(fill.longitude)), Double(Number(fill.latitude)))
        for item in 0..<places.count / 2 {
            let (longitude, latitude) = (Double(places[2 * item]), Double(places[2 * item + 1]))
            let isPlace = abs(latitude) <= latitudeLimit && abs(longitude) <= longitudeLimit
            if PlaceFlaws.isBeyondPoles(longitude: longitude, latitude: latitude) { beyondPoles += 1 }
            if PlaceFlaws.isOutOfRange(longitude: longitude, latitude: latitude),
                (longitude, latitude) != filled
            {
                outOfRange += 1
            }
            // A longitude that is none would be the largest number of all, and make all places one.
            places[2 * item] = isPlace ? Number(longitude) : .nan
            places[2 * item + 1] = isPlace ? Number(min(max(latitude, -90), 90)) : .nan
        }
        return (beyondPoles, outOfRange)
    }

    /// Takes away what nobody wrote, of centres in rows of so many: 0/0, −1/−1 and the pair of a fill value.
    package mutating func dropUnwritten(columns: Int, fill: (longitude: Double, latitude: Double)?) {
        guard columns > 0 else { return }
        for marked in (fill.map { [UnwrittenPlaces(fill: $0)] } ?? []) + UnwrittenPlaces.usual {
            flaws.unwritten +=
                isSingle
                ? singles.withUnsafeMutableBufferPointer { marked.drop(from: $0, columns: columns) }
                : doubles.withUnsafeMutableBufferPointer { marked.drop(from: $0, columns: columns) }
        }
    }

    /// Takes away corners of cells whose four corners are one place: they hold nothing, and nobody wrote them.
    package mutating func dropCollapsed() {
        if isSingle {
            singles.withUnsafeMutableBufferPointer { Self.dropCollapsed($0) }
        } else {
            doubles.withUnsafeMutableBufferPointer { Self.dropCollapsed($0) }
        }
    }

    private static func dropCollapsed<Number: BinaryFloatingPoint>(
        _ places: UnsafeMutableBufferPointer<Number>
    ) {
        let width = 2 * CellOutlines.count
        for cell in 0..<places.count / width {
            let first = cell * width
            var isOne = true
            for number in stride(from: first + 2, to: first + width, by: 2)
            where places[number] != places[first] || places[number + 1] != places[first + 1] { isOne = false }
            guard isOne else { continue }
            for number in first..<first + width { places[number] = .nan }
        }
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

    /// Whether any is a place.
    package var hasPlace: Bool { (0..<count).contains { self[$0] != nil } }

    /// Longitude in the turn in which it is stored.
    package subscript(item: Int) -> GeographicPoint? {
        // A file may be damaged while it is mapped, and name what is not there.
        guard item >= 0, item < count else { return nil }
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
