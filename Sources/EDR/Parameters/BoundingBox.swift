internal import Cube

/// The `bbox` parameter: west, south, east, north, with the lowest level before east and the highest at the end where
/// there are six numbers (OGC 19-086r9, clause 8.2.9).
struct BoundingBox: Sendable, Equatable {
    let box: GeographicBox
    let levels: NumberSelection?

    static let expected =
        "four numbers west,south,east,north, or six with levels: west,south,min,east,north,max"
    private static let longestText = 512

    /// - Throws: `Failure.invalid`, also for a south beyond its north.
    init(_ text: String) throws(Failure) {
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
        guard
            let box = GeographicBox(
                west: numbers[0],
                south: numbers[1],
                east: numbers[half],
                north: numbers[half + 1]
            )
        else { throw refusal }
        self.box = box
        levels = half == 3 ? .interval(numbers[2], numbers[5]) : nil
    }
}
