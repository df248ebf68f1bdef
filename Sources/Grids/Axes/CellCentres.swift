/// The positions of an axis, one for each cell: stored, or computed from their indices.
///
/// An axis may have any number of cells that its store names (10^12 and more): code that walks along all of them looks at
/// `isComputed` first.
package struct CellCentres: RandomAccessCollection, Sendable {
    private enum Form: Sendable {
        case stored([Double])
        case computed(EvenPositions)
    }

    private let form: Form

    init(_ stored: [Double]) {
        form = .stored(stored)
    }

    init(_ computed: EvenPositions) {
        form = .computed(computed)
    }

    /// True where no position lies in memory.
    package var isComputed: Bool { even != nil }

    var even: EvenPositions? {
        if case .computed(let even) = form { even } else { nil }
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch form {
        case .stored(let values): values.count
        case .computed(let even): even.count
        }
    }

    package var count: Int { endIndex }

    package subscript(index: Int) -> Double {
        switch form {
        case .stored(let values): values[index]
        case .computed(let even): even[index]
        }
    }
}

extension CellCentres: Equatable, ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Double...) {
        self.init(elements)
    }

    package static func == (left: CellCentres, right: CellCentres) -> Bool {
        switch (left.form, right.form) {
        case (.computed(let left), .computed(let right)): left == right
        default: left.count == right.count && left.elementsEqual(right)
        }
    }
}

/// Evenly spaced positions: `origin + (index + shift) × step`.
package struct EvenPositions: Sendable, Equatable {
    /// Where index 0 lies, before `shift` cells are added.
    let origin: Double
    /// Not zero.
    let step: Double
    /// In cells.
    let shift: Double
    /// The index of the first position.
    let start: Int
    /// At least 1.
    let count: Int

    /// - Returns: nil for positions that are not all finite numbers, each another one.
    package init?(origin: Double, step: Double, shift: Double = 0, start: Int = 0, count: Int) {
        let (end, overflows) = start.addingReportingOverflow(count)
        guard step != 0, count > 0, start >= 0, !overflows, end > start else { return nil }
        (self.origin, self.step, self.shift) = (origin, step, shift)
        (self.start, self.count) = (start, count)
        let last = count - 1
        guard self[0].isFinite, self[last].isFinite else { return nil }
        guard count == 1 || (self[0] != self[1] && self[last] != self[last - 1]) else { return nil }
    }

    /// The indices themselves, 0, 1, 2 …; beyond 2^53 neighbours share their number.
    init(indices count: Int) {
        (origin, step, shift, start) = (0, 1, 0, 0)
        self.count = count
    }

    subscript(index: Int) -> Double { origin + (Double(start + index) + shift) * step }

    /// The `count + 1` ends of the cells, each half-way between two positions.
    func edge(_ number: Int) -> Double {
        let nearer = Swift.min(Swift.max(number, 1), count - 1)
        let (first, second) = (self[nearer - 1], self[nearer])
        let half = (second - first) / 2
        if number <= 0 { return first - half }
        return number >= count ? second + half : first + half
    }

    /// The positions of a run of indices.
    func part(_ range: Range<Int>) -> EvenPositions? {
        EvenPositions(
            origin: origin,
            step: step,
            shift: shift,
            start: start + range.lowerBound,
            count: range.count
        )
    }
}
