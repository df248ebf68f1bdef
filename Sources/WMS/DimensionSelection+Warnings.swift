internal import Cube
internal import Maps

extension DimensionSelection {
    /// The Warning fields that the standard requires (OGC 06-042, annexes C.4.2 and C.4.3), and those of lists and intervals
    /// of which one step is drawn: clients join them into one, so vertical ones come first, then time, then all others.
    ///
    /// `slices` are what was found, one for each layer.
    static func warnings(_ layers: [[DimensionSelection]], _ slices: [Slice]) -> [String] {
        var warnings: [(rank: Int, text: String)] = []
        for (selections, slice) in zip(layers, slices) {
            for selection in selections {
                guard let match = slice.match(on: selection.dimension.axis),
                    let word = selection.word(match)
                else { continue }
                let text = "99 \(word) used: \(selection.dimension.statement(at: match.index))"
                guard !warnings.contains(where: { $0.text == text }) else { continue }
                warnings.append((rank(match.axis.role), text))
            }
        }
        return (0...2).flatMap { rank in warnings.filter { $0.rank == rank }.map(\.text) }
    }

    private static func rank(_ role: Axis.Role) -> Int {
        switch role {
        case .vertical: 0
        case .time: 1
        default: 2
        }
    }

    private func word(_ match: AxisMatch) -> String? {
        if isDefaulted { return "Default value" }
        switch substitute {
        case .first: return "First of several values"
        case .last: return "Last of several values"
        case .nearest: return "Nearest value"
        case nil: return match.manner == .nearest ? "Nearest value" : nil
        }
    }
}
