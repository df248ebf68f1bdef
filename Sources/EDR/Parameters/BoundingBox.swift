internal import CRS
internal import CF
internal import Cube
internal import Failures
internal import Grids

/// The `bbox` parameter: west, south, east, north, with the lowest level before east and the highest at the end where
/// there are six numbers (OGC 19-086r9, clause 8.2.9).
struct BoundingBox: Sendable, Equatable {
    let place: Place
    let levels: NumberSelection?

    static let expected =
        "four numbers west,south,east,north, or six with levels: west,south,min,east,north,max"
    private static let longestText = 512

    /// - Throws: `Failure.invalid`, also for a south beyond its north.
    init(_ text: String, _ crs: CRSName = .geographic) throws(Failure) {
        let refusal = Failure.invalid(parameter: "bbox", received: text, expected: Self.expected)
        guard text.utf8.count <= Self.longestText else { throw refusal }
        var numbers: [Double] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var scanner = TextScanner(part)
            scanner.skipBlanks()
            guard let number = scanner.takeNumber() else { throw refusal }
            scanner.skipBlanks()
            guard scanner.isAtEnd else { throw refusal }
            numbers.append(number)
        }
        guard numbers.count == 4 || numbers.count == 6 else { throw refusal }
        let half = numbers.count / 2
        let ends = [numbers[0], numbers[1], numbers[half], numbers[half + 1]]
        guard let place = Self.place(ends, crs) else { throw refusal }
        self.place = place
        levels = half == 3 ? .interval(numbers[2], numbers[5]) : nil
    }

    /// West, south, east, north; in a projection no box crosses a seam.
    private static func place(_ ends: [Double], _ crs: CRSName) -> Place? {
        switch crs {
        case .geographic:
            GeographicBox(west: ends[0], south: ends[1], east: ends[2], north: ends[3]).map(Place.box)
        case .projected(let system):
            PlaneBox(minX: ends[0], minY: ends[1], maxX: ends[2], maxY: ends[3]).map {
                .plane(.box($0), system: system.name)
            }
        }
    }
}
