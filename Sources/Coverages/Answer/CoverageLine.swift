package import Cube
package import Grids

/// Cells of one variable in the order of a line, and the plans that read them a stretch at a time.
package struct CoverageLine: Sendable {
    /// A stretch of the line: its plan, and for each of its cells the position among those that the plan reads, row by row.
    package struct Stretch: Sendable {
        let plan: ReadPlan
        let positions: [Int]

        package init(plan: ReadPlan, positions: [Int]) {
            (self.plan, self.positions) = (plan, positions)
        }
    }

    let stretches: [Stretch]
    /// Where the cells are, those of all stretches one after the other.
    let places: [GeographicPoint]

    package init(_ stretches: [Stretch], places: [GeographicPoint]) {
        (self.stretches, self.places) = (stretches, places)
    }
}

/// Where the values of a stretch of a line are.
struct LineStretch: Sendable {
    /// Counted from 0 among those of the list.
    let plan: Int
    let positions: [Int]
}

extension Coverage {
    /// The cells along a line; nil where there are none.
    ///
    /// `first` is the number of its first plan among those of the list.
    init?(along line: CoverageLine, first: Int, names: CustomDimensionNames) {
        guard let part = line.stretches.first?.plan.parts.first, let variable = part.variable,
            let domain = CoverageDomain(part, along: line.places, names: names)
        else { return nil }
        self.init(plan: first, domain: domain, series: [Series(variable: variable, parts: 0..<1)])
        self.line = line.stretches.enumerated().map {
            LineStretch(plan: first + $0, positions: $1.positions)
        }
    }

    /// Bytes that the values of a line take while they are put into its order: 8 and a flag each.
    var lineBytes: Int {
        guard !line.isEmpty else { return 0 }
        return line.reduce(9 * domain.valueCount) { $0 + 64 * $1.positions.count }
    }
}
