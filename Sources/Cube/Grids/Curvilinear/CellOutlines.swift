/// The outlines of cells whose corners are stated, four of each; those that are no place are left out.
struct CellOutlines: SphereOutlines {
    let places: CellPlaces
    let corners: CellPlaces

    /// Corners of a cell.
    static let count = 4

    func centre(of item: Int) -> UnitVector? { places.centre(of: item) }

    func corners(of item: Int) -> [UnitVector] {
        (0..<Self.count).compactMap { corners.centre(of: Self.count * item + $0) }
    }

    /// What lies between the corners; where there are none, nothing.
    func box(of item: Int) -> SphereBox {
        let corners = corners(of: item)
        return corners.count < 3 ? .empty : SphereBox(around: corners)
    }

    /// The chord from the centre to the farthest corner, rounded up; the outline lies within.
    func radius(of item: Int) -> Float {
        let corners = corners(of: item)
        guard corners.count >= 3, let centre = centre(of: item) else { return 0 }
        let square = corners.reduce(0) { max($0, centre.squaredChord(to: $1)) }
        return Float(square.squareRoot()).nextUp
    }

    /// Whether a cell's outline holds a place: seen from the place the Earth is flat there, and great circles are straight.
    func holds(_ place: UnitVector, _ item: Int) -> Bool {
        let corners = corners(of: item)
        guard corners.count >= 3, var from = corners.last else { return false }
        var test = OutlineTest(of: place)
        for to in corners {
            test.meet(from: from, to: to)
            from = to
        }
        return test.holds
    }
}
