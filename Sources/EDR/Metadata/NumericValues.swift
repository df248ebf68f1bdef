internal import Grids
internal import JSON

/// The positions of a numeric axis for an extent: one by one if they are few, else as a recurrence or an interval.
struct NumericValues {
    let least: Double
    let greatest: Double
    let texts: [String]

    /// Levels and members are listed up to so many: more than any model has, and still a small document.
    private static let maxListed = 300

    /// - Returns: nil when there is no finite value.
    init?(_ values: [Double]) {
        self.init(CellAxis(centres: values.filter(\.isFinite)))
    }

    /// - Returns: nil when no position is a number.
    init?(_ cells: CellAxis) {
        guard let (least, greatest) = cells.ends else { return nil }
        self.least = least
        self.greatest = greatest
        if cells.count <= Self.maxListed {
            let known = cells.centres.indices.filter { cells.centres[$0].isFinite }
            texts = known.map { NumberText.of(cells.number(at: $0)) }
        } else if let step = Self.step(of: cells) {
            texts = ["R\(cells.count - 1)/\(NumberText.of(cells.number(at: 0)))/\(NumberText.of(step))"]
        } else {
            texts = ["\(NumberText.of(least))/\(NumberText.of(greatest))"]
        }
    }

    /// The step of values that its multiples give back but for rounding.
    private static func step(of cells: CellAxis) -> Double? {
        guard cells.order != .unordered else { return nil }
        if cells.centres.isComputed { return cells.regularStep }
        let first = cells.number(at: 0)
        let mean = (cells.number(at: cells.count - 1) - first) / Double(cells.count - 1)
        let step = (mean * 1e9).rounded() / 1e9
        guard step != 0 else { return nil }
        let isRegular = cells.centres.indices.allSatisfy {
            abs(cells.number(at: $0) - (first + Double($0) * step)) <= abs(step) * 1e-6
        }
        return isRegular ? step : nil
    }
}
