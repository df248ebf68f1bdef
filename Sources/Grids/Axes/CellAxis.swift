/// Positions along one dimension, each standing for its cell: what any search along an axis runs on.
package struct CellAxis: Sendable {
    package enum Order: Sendable {
        case ascending, descending
        /// Duplicates, NaN or turning points: kept as they are, searched one by one, no cell has an extent.
        case unordered
    }

    /// Which of two cells an edge belongs to that both have.
    package enum SharedEdge: Sendable {
        case lowerIndex
        /// The one with the larger position: a step of time begins where the one before it ends.
        case laterCell
    }

    package let centres: CellCentres
    package let order: Order
    /// `count + 1` numbers in the axis's order; nil when the cells have no known extent (unordered, or one cell
    /// without bounds), do not touch, or are computed.
    package let edges: [Double]?
    /// The outermost ends of all cells; nil when they have no extent.
    package let span: ClosedRange<Double>?
    /// What the positions are stored as; numbers from clients are compared in it.
    package let type: PositionType
    let sharedEdge: SharedEdge
    /// The positions that are numbers, where some are none and the others rise or fall steadily.
    package let known: KnownCells?
    /// Whether bounds say where cells end; else they end half-way to the next position.
    let isBounded: Bool
    /// The two ends of each cell, the smaller first, where bounds leave gaps between cells or let them overlap.
    let separate: [ClosedRange<Double>]?

    /// Cells around centres; `bounds` are two numbers per cell, used if each cell holds its centre.
    package init(
        centres: [Double],
        bounds: [(Double, Double)]? = nil,
        type: PositionType = .double,
        sharedEdge: SharedEdge = .lowerIndex
    ) {
        self.centres = CellCentres(centres)
        self.type = type
        self.sharedEdge = sharedEdge
        order = Self.order(of: centres)
        guard order != .unordered else {
            known = KnownCells(centres, bounds: bounds, type: type, sharedEdge: sharedEdge)
            (edges, separate, span) = (nil, nil, known?.cells.span)
            isBounded = known?.cells.isBounded ?? false
            return
        }
        known = nil
        let cells = bounds.flatMap { Self.sound($0, centres) }
        isBounded = cells != nil
        if let cells {
            edges = Self.contiguous(cells, order)
            separate = edges == nil ? cells : nil
        } else {
            edges = Self.midpoints(centres)
            separate = nil
        }
        span = Self.span(edges, separate)
    }

    /// Cells whose positions are computed: nothing of them lies in memory, however many they are.
    package init(_ even: EvenPositions) {
        centres = CellCentres(even)
        (type, sharedEdge, known, edges, separate) = (.double, .lowerIndex, nil, nil, nil)
        isBounded = false
        order = even.step < 0 ? .descending : .ascending
        let ends = (even.edge(0), even.edge(even.count))
        span = even.count > 1 ? min(ends.0, ends.1)...max(ends.0, ends.1) : nil
    }

    /// The cells of a dimension without coordinates: their positions are the indices.
    package init(indices count: Int) {
        if count > 0 { self.init(EvenPositions(indices: count)) } else { self.init(centres: []) }
    }

    /// Whether positions are the indices themselves.
    package var areIndices: Bool { centres.even == EvenPositions(indices: count) }

    package var count: Int { centres.count }

    /// Whether cells have ends; one cell has none but from bounds.
    var haveExtent: Bool { span != nil }

    /// The two ends of one cell; nil where cells have no extent.
    package func extent(at index: Int) -> (Double, Double)? {
        guard haveExtent, index >= 0, index < count else { return nil }
        if let known { return known.place(of: index).flatMap { known.cells.extent(at: $0) } }
        if let separate { return (separate[index].lowerBound, separate[index].upperBound) }
        return (edge(index), edge(index + 1))
    }

    /// One of the `count + 1` ends of cells that touch, in the axis's order.
    func edge(_ number: Int) -> Double {
        edges?[number] ?? centres.even?.edge(number) ?? .nan
    }

    /// The extent of one cell; 1 where cells have none.
    func width(at index: Int) -> Double {
        guard let (first, second) = extent(at: index) else { return 1 }
        return separate == nil ? max(abs(second - first), .leastNormalMagnitude) : second - first
    }

    /// A position as its own type writes it: the number of fewest digits.
    package func number(at index: Int) -> Double { type.shortest(centres[index]) }

    /// The smallest and the largest position that is a number; nil where none is.
    package var ends: (least: Double, largest: Double)? {
        guard order == .unordered else {
            let (first, last) = (number(at: 0), number(at: count - 1))
            return (min(first, last), max(first, last))
        }
        let finite = centres.lazy.filter(\.isFinite)
        guard let least = finite.min(), let largest = finite.max() else { return nil }
        return (type.shortest(least), type.shortest(largest))
    }

    /// The order of those positions that are numbers; each of them has a cell where it is not `unordered`.
    package var knownOrder: Order { known?.cells.order ?? order }

    /// True where some position is no number, or an infinite one: nobody can ask for it.
    package var hasMissing: Bool { order == .unordered && !centres.allSatisfy(\.isFinite) }

    /// True where two positions are the same number.
    package var repeats: Bool {
        guard knownOrder == .unordered else { return false }
        var seen: Set<Double> = []
        return !centres.allSatisfy { !$0.isFinite || seen.insert($0).inserted }
    }

    /// The common step of an axis that is regular to a thousandth of it; nil otherwise.
    package var regularStep: Double? {
        guard count > 1, order != .unordered else { return nil }
        if let even = centres.even { return even.step }
        let step = (centres[count - 1] - centres[0]) / Double(count - 1)
        let even = centres.enumerated().allSatisfy { index, centre in
            abs(centre - (centres[0] + Double(index) * step)) <= abs(step) * 1e-3
        }
        return even ? step : nil
    }
}
