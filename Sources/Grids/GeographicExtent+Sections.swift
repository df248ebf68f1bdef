internal import Execution

extension GeographicExtent {
    func add(to draft: inout SectionDraft, as number: Int) {
        draft.add([west, south, east, north] as FlatArray<Double>, as: number)
    }

    /// Nil where the numbers are no box of the Earth.
    init?(_ file: SectionFile, from number: Int) {
        guard let numbers = file.array(number, of: Double.self), numbers.count == 4 else { return nil }
        let (west, south, east, north) = (numbers[0], numbers[1], numbers[2], numbers[3])
        guard (-180...180).contains(west), (west...(west + 360)).contains(east), (-90...90).contains(south),
            (south...90).contains(north)
        else { return nil }
        self.init(west: west, south: south, east: east, north: north)
    }
}
