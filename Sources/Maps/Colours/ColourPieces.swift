/// A colour map as kernels want it: all numbers in pieces, each with some classes of equal width.
package struct ColourPieces: Sendable, Equatable {
    struct Piece: Equatable {
        /// The least number of the piece; minus infinity of the first.
        let start: Double
        /// Whether the piece begins behind that number.
        let isAfter: Bool
        let firstClass: Int
        let classes: Int
        /// Of a piece with several classes, where it ends.
        let end: Double
    }

    /// At least one, their starts ascending.
    let pieces: [Piece]
    /// Of each class, whether what lies below shows.
    let areClear: [Bool]

    private struct Part {
        var start: Double
        var isAfter = false
        var from: Tint
        var to: Tint
        var end = Double.infinity

        var steps: Int { from.steps(to: to) }
    }

    /// The pieces, and the tint of each class: at most `room`, which is more than a map can have entries.
    static func laidOut(_ map: ColourMap, outer: OuterColours, room: Int) -> (ColourPieces, [Tint]) {
        let parts = parts(of: map, outer)
        // What lies between entries has as many classes as it takes, or its share of those that are left.
        let wanted = parts.reduce(0) { $0 + $1.steps }
        let free = max(room - parts.count, 0)
        let share = wanted > free ? Double(free) / Double(max(wanted, 1)) : 1
        var (pieces, tints): ([Piece], [Tint]) = ([], [])
        for part in parts {
            let classes = 1 + Int(Double(part.steps) * share)
            pieces.append(
                Piece(
                    start: part.start,
                    isAfter: part.isAfter,
                    firstClass: tints.count,
                    classes: classes,
                    end: part.end
                )
            )
            for number in 0..<classes {
                tints.append(
                    part.from.blended(with: part.to, share: (Double(number) + 0.5) / Double(classes))
                )
            }
        }
        return (ColourPieces(pieces: pieces, areClear: tints.map { $0.opacity == 0 }), tints)
    }

    private static let clear = Tint(.white, opacity: 0)

    private static func parts(of map: ColourMap, _ outer: OuterColours) -> [Part] {
        let (entries, lowest) = (map.entries, -Double.infinity)
        guard let first = entries.first, let last = entries.last else { return [] }
        let above = outer.above.tint
        func flat(_ start: Double, _ tint: Tint, isAfter: Bool = false) -> Part {
            Part(start: start, isAfter: isAfter, from: tint, to: tint)
        }
        switch map.kind {
        case .ramp:
            let between = zip(entries, entries.dropFirst()).map { lower, upper in
                Part(start: lower.value, from: lower.tint, to: upper.tint, end: upper.value)
            }
            let end = flat(last.value, above ?? last.tint, isAfter: above != nil)
            return [flat(lowest, outer.below.tint ?? first.tint)] + between + [end]
        case .intervals:
            let starts = [lowest] + entries.map(\.value)
            return zip(starts, entries).map { flat($0, $1.tint) } + [flat(last.value, above ?? clear)]
        case .values:
            return [flat(lowest, clear)]
                + entries.flatMap { [flat($0.value, $0.tint), flat($0.value, clear, isAfter: true)] }
        case .categories:
            return entries.map { flat($0.value, $0.tint, isAfter: map.belongsBelow && $0.value > lowest) }
        }
    }
}

extension Palette {
    /// The classes of a colour map as the colours of categories.
    init(_ map: ColourMap, tints: [Tint]) {
        self.init(tints: tints, name: map.name)
    }

    /// A colour map along its range, for legends.
    static func along(_ map: ColourMap, count: Int) -> Palette {
        let range = map.range
        let tints = (0..<max(count, 1)).map {
            map.tint(of: range.value(atShare: (Double($0) + 0.5) / Double(count)))
        }
        return Palette(tints: tints, name: map.name)
    }
}
