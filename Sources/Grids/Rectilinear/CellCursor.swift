/// The cell that was found last, for places one after the other: those inside it need no search.
struct CellCursor {
    private let axis: CellAxis
    /// What lies strictly between the two lies in no other cell; nothing does where cells may overlap.
    private var (lower, upper) = (Double.infinity, -Double.infinity)
    private var index: Int32 = -1

    init(_ axis: CellAxis) {
        self.axis = axis
    }

    /// The index of the cell that contains a place, which `search` finds if it is another one; -1 for none.
    mutating func cell(at place: Double, search: () -> Int?) -> Int32 {
        if lower < place, place < upper { return index }
        (lower, upper) = (.infinity, -.infinity)
        guard let found = search() else { return -1 }
        index = Int32(found)
        if axis.separate == nil, axis.known == nil, let (first, second) = axis.extent(at: found) {
            (lower, upper) = (min(first, second), max(first, second))
        }
        return index
    }
}
