/// Numbers that models and stores leave where nobody wrote a place (digest: cf.md, section 10): NEMO 0/0 or −1/−1 for
/// processes that were left out, a store its fill value for a chunk that is not there.
///
/// They stand in many cells, where a grid has one cell at a place, and what lies beside them does not lead to them: so the
/// cell at 0/0 of a whole sphere stays, and a line of cells at a grid's pole.
struct UnwrittenPlaces {
    let longitude, latitude: Double
    /// Cells that have the pair at least.
    let least: Int
    /// Whether the store says so.
    let isFill: Bool

    /// Pairs that no attribute has to mark.
    static let usual = [(0.0, 0.0), (-1.0, -1.0)].map {
        UnwrittenPlaces(longitude: $0, latitude: $1, least: 3, isFill: false)
    }

    /// The pair that fills what is not written.
    init(fill: (longitude: Double, latitude: Double)) {
        self.init(longitude: fill.longitude, latitude: fill.latitude, least: 1, isFill: true)
    }

    private init(longitude: Double, latitude: Double, least: Int, isFill: Bool) {
        (self.longitude, self.latitude, self.least, self.isFill) = (longitude, latitude, least, isFill)
    }

    /// How far, in steps, a place may be from where the two beside it lead.
    private static let tolerance = 2.0

    /// Takes the pair away from places side by side, row by row, and tells from how many; 0 where it is one of them.
    func drop<Number: BinaryFloatingPoint>(
        from places: UnsafeMutableBufferPointer<Number>,
        columns: Int
    ) -> Int {
        let mark = (Number(longitude), Number(latitude))
        let count = Self.count(of: mark, in: places)
        guard count >= least, !isPlace(UnsafeBufferPointer(places), columns, mark, count) else { return 0 }
        for item in 0..<places.count / 2 where places[2 * item] == mark.0 && places[2 * item + 1] == mark.1 {
            places[2 * item] = .nan
            places[2 * item + 1] = .nan
        }
        return count
    }

    private static func count<Number: BinaryFloatingPoint>(
        of mark: (Number, Number),
        in places: UnsafeMutableBufferPointer<Number>
    ) -> Int {
        var count = 0
        for item in 0..<places.count / 2 where places[2 * item] == mark.0 && places[2 * item + 1] == mark.1 {
            count += 1
        }
        return count
    }

    /// Whether what lies beside the cells leads to the pair, in half of the directions or more.
    private func isPlace<Number: BinaryFloatingPoint>(
        _ places: UnsafeBufferPointer<Number>,
        _ columns: Int,
        _ mark: (Number, Number),
        _ count: Int
    ) -> Bool {
        let beside = Neighbours(places: places, columns: columns, mark: mark)
        let own = UnitVector(longitude: Double(mark.0), latitude: Double(mark.1))
        var (leading, other) = (0, 0)
        for item in 0..<places.count / 2 where beside.isMark(item) {
            for way in beside.ways(from: item) {
                // Where the next but one and the next lead.
                let (x, y, z) = (
                    2 * way.next.x - way.far.x, 2 * way.next.y - way.far.y, 2 * way.next.z - way.far.z
                )
                let step = way.next.squaredChord(to: way.far)
                guard step > 1e-14 else { continue }
                let off = own.squaredChord(to: UnitVector(x: x, y: y, z: z))
                if off <= Self.tolerance * Self.tolerance * step { leading += 1 } else { other += 1 }
            }
        }
        // Where nothing tells, one cell may be anywhere.
        return leading + other == 0 ? count == 1 : leading >= other
    }
}

/// What lies beside cells that have a pair of numbers.
private struct Neighbours<Number: BinaryFloatingPoint> {
    let places: UnsafeBufferPointer<Number>
    let columns: Int
    let mark: (Number, Number)

    @inline(__always)
    func isMark(_ item: Int) -> Bool { places[2 * item] == mark.0 && places[2 * item + 1] == mark.1 }

    /// The next cell and the next but one in each of the four directions, where both have places of their own.
    func ways(from item: Int) -> [(next: UnitVector, far: UnitVector)] {
        let (column, row) = (item % columns, item / columns)
        let rows = places.count / 2 / columns
        var ways: [(next: UnitVector, far: UnitVector)] = []
        if column >= 2 { add(item - 1, item - 2, to: &ways) }
        if column + 2 < columns { add(item + 1, item + 2, to: &ways) }
        if row >= 2 { add(item - columns, item - 2 * columns, to: &ways) }
        if row + 2 < rows { add(item + columns, item + 2 * columns, to: &ways) }
        return ways
    }

    @inline(__always)
    private func add(_ next: Int, _ far: Int, to ways: inout [(next: UnitVector, far: UnitVector)]) {
        guard !isMark(next), !isMark(far), let next = vector(next), let far = vector(far) else { return }
        ways.append((next, far))
    }

    /// Nil also for what may be another pair that nobody wrote: it leads nowhere.
    private func vector(_ item: Int) -> UnitVector? {
        let (longitude, latitude) = (Double(places[2 * item]), Double(places[2 * item + 1]))
        guard longitude.isFinite, latitude.isFinite,
            !UnwrittenPlaces.usual.contains(where: { $0.longitude == longitude && $0.latitude == latitude })
        else { return nil }
        return UnitVector(longitude: longitude, latitude: latitude)
    }
}
