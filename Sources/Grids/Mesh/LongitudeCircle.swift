/// Which part of the circle of longitudes some places take: all but the widest gap between them.
///
/// The circle is cut into bins that know their least and greatest longitude: the gap is exact where it is wider than two
/// of them, and less is none.
struct LongitudeCircle {
    private static let bins = 720
    private static let binsPerDegree = 2.0

    private var least = [Double](repeating: .infinity, count: bins)
    private var greatest = [Double](repeating: -.infinity, count: bins)

    /// A longitude in −180…180.
    mutating func add(_ longitude: Double) {
        let bin = Self.bin(longitude)
        (least[bin], greatest[bin]) = (min(least[bin], longitude), max(greatest[bin], longitude))
    }

    /// The shorter way from one longitude to another.
    mutating func addArc(from start: Double, to end: Double) {
        let (west, east) =
            end - start > 180 || (end < start && start - end <= 180) ? (end, start) : (start, end)
        let first = Self.bin(west)
        let last = Self.bin(east)
        guard first != last else { return }
        let count = (last - first + Self.bins) % Self.bins
        guard count <= Self.bins / 2 else { return }
        greatest[first] = Self.edge(first + 1)
        least[first] = min(least[first], west)
        least[last] = Self.edge(last)
        greatest[last] = max(greatest[last], east)
        for step in 1..<max(count, 1) { fill((first + step) % Self.bins) }
    }

    /// So many degrees, fewer than 90, to either side of a longitude in −180…180.
    mutating func addArc(around longitude: Double, halfWidth: Double) {
        let (west, east) = (longitude - halfWidth, longitude + halfWidth)
        let ends = (west: west < -180 ? west + 360 : west, east: east > 180 ? east - 360 : east)
        add(ends.west)
        add(ends.east)
        addArc(from: ends.west, to: ends.east)
    }

    mutating func addAll() {
        for bin in 0..<Self.bins { fill(bin) }
    }

    private mutating func fill(_ bin: Int) {
        (least[bin], greatest[bin]) = (Self.edge(bin), Self.edge(bin + 1))
    }

    private static func bin(_ longitude: Double) -> Int {
        let bin = Int(((longitude + 180) * binsPerDegree).rounded(.down))
        return min(max(bin, 0), bins - 1)
    }

    private static func edge(_ bin: Int) -> Double { Double(bin) / binsPerDegree - 180 }

    /// From west to east, west in −180…180 and east perhaps beyond; the whole circle where no gap is wider than so many
    /// degrees.
    func covered(but gap: Double) -> (west: Double, east: Double) {
        let filled = (0..<Self.bins).filter { least[$0] <= greatest[$0] }
        guard let first = filled.first, let last = filled.last else { return (-180, 180) }
        var (widest, west, east) = (least[first] + 360 - greatest[last], least[first], greatest[last])
        for (bin, next) in zip(filled, filled.dropFirst()) where least[next] - greatest[bin] > widest {
            (widest, west, east) = (least[next] - greatest[bin], least[next], greatest[bin] + 360)
        }
        return widest > max(gap, 2 / Self.binsPerDegree) ? (west, east) : (-180, 180)
    }
}
