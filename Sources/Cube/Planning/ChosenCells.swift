/// Some cells of a box whose sides are runs of positions: all of them if they are few, else evenly spread ones.
struct ChosenCells {
    struct Span {
        /// The first position of the view.
        let position: Int
        /// Its offset in the chunk.
        let offset: Int
        let count: Int
    }

    private let spans: [[Span]]
    private let sides: [Int]
    private let all: Int
    let count: Int

    /// The golden section, whose multiples are spread best.
    private static let section = (5.0.squareRoot() - 1) / 2

    init(_ spans: [[Span]], most: Int) {
        self.spans = spans
        sides = spans.map { $0.reduce(0) { $0 + $1.count } }
        // A chunk's cells are in memory: their number is no overflow.
        all = sides.reduce(1, *)
        count = min(all, most)
    }

    /// Position and offset of a chosen cell along each dimension.
    subscript(number: Int) -> [(position: Int, offset: Int)] {
        let share = (0.5 + Double(number) * Self.section).truncatingRemainder(dividingBy: 1)
        var rest = count == all ? number : min(Int(share * Double(all)), all - 1)
        var cell: [(position: Int, offset: Int)] = []
        for dimension in sides.indices.reversed() {
            cell.append(place(rest % sides[dimension], dimension))
            rest /= sides[dimension]
        }
        return cell.reversed()
    }

    private func place(_ ordinal: Int, _ dimension: Int) -> (position: Int, offset: Int) {
        var rest = ordinal
        for span in spans[dimension] {
            if rest < span.count { return (span.position + rest, span.offset + rest) }
            rest -= span.count
        }
        return (0, 0)
    }
}
