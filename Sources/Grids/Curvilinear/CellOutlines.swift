/// The outlines of cells whose corners are stated, four of each; those that are no place are left out.
package struct CellOutlines: SphereOutlines {
    let places: CurvilinearPlaces
    let corners: CurvilinearPlaces

    /// Corners of a cell.
    package static let count = 4

    func centre(of item: Int) -> UnitVector? { places.centre(of: item) }

    func outline(of item: Int) -> CellOutline {
        var outline = CellOutline(item: item)
        for number in 0..<Self.count {
            if let corner = corners.centre(of: Self.count * item + number) { outline.add(corner) }
        }
        return outline
    }

    /// What lies between the corners, if there are any, and the centre, by which areas find a cell: it may lie outside.
    func box(of item: Int) -> SphereBox {
        let outline = outline(of: item)
        var box = outline.count < 3 ? SphereBox.empty : SphereBox(around: outline)
        if let centre = centre(of: item) { box.extend(by: centre) }
        return box
    }

    /// The chord from the centre to the farthest corner, rounded up; the outline lies within.
    func radius(of item: Int) -> Float {
        let outline = outline(of: item)
        guard outline.count >= 3, let centre = centre(of: item) else { return 0 }
        var farthest = 0.0
        for corner in outline { farthest = max(farthest, centre.squaredChord(to: corner)) }
        return Float(farthest.squareRoot()).nextUp
    }
}

extension CellOutlines {
    /// Cells whose stated corners are looked at, to see whether they belong to them.
    private static let samples = 997

    /// Whether most of the cells that are looked at have their centres inside.
    package static func belong(_ corners: CurvilinearPlaces, to places: CurvilinearPlaces) -> Bool {
        let outlines = CellOutlines(places: places, corners: corners)
        let sampled = stride(from: 0, to: places.count, by: max(places.count / samples, 1))
        var (inside, count) = (0, 0)
        for item in sampled {
            guard let centre = places.centre(of: item) else { continue }
            count += 1
            if outlines.outline(of: item).holds(centre) { inside += 1 }
        }
        return 2 * inside >= count
    }
}

/// The corners of one cell: no memory is taken for them.
struct CellOutline: Sequence {
    let item: Int
    private(set) var count = 0
    private var first = nowhere
    private var second = nowhere
    private var third = nowhere
    private var fourth = nowhere

    private static let nowhere = UnitVector(x: 0, y: 0, z: 0)

    init(item: Int) {
        self.item = item
    }

    /// Adds a corner, of four at most.
    mutating func add(_ corner: UnitVector) {
        switch count {
        case 0: first = corner
        case 1: second = corner
        case 2: third = corner
        default: fourth = corner
        }
        count = Swift.min(count + 1, CellOutlines.count)
    }

    subscript(number: Int) -> UnitVector {
        switch number {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
    }

    struct Iterator: IteratorProtocol {
        fileprivate let outline: CellOutline
        fileprivate var number = 0

        mutating func next() -> UnitVector? {
            guard number < outline.count else { return nil }
            defer { number += 1 }
            return outline[number]
        }
    }

    func makeIterator() -> Iterator { Iterator(outline: self) }

    /// Whether the outline holds a place.
    func holds(_ place: UnitVector) -> Bool {
        guard count >= 3 else { return false }
        var test = OutlineTest(of: place)
        for number in 0..<count {
            test.meet(from: self[number], to: self[number + 1 < count ? number + 1 : 0])
        }
        return test.holds
    }
}
