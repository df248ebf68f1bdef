internal import CF
internal import Cube
internal import Execution
internal import Failures

/// Reads the values of cells along a line and puts them into the order of the line.
struct LineReading: Sendable {
    private let stretches: [(reading: Reading, positions: [Int])]
    /// Steps and levels: so many times the line's cells come one after the other.
    private let layers: Int
    private let cells: Int
    private let context: WorkContext

    init(_ coverage: Coverage, readings: [Int: Reading], context: WorkContext) throws(Failure) {
        var stretches: [(Reading, [Int])] = []
        for stretch in coverage.line {
            guard let reading = readings[stretch.plan], reading.plan.parts.count == 1 else { throw .defect }
            stretches.append((reading, stretch.positions))
        }
        self.stretches = stretches
        layers = coverage.domain.timeCount * coverage.domain.levelCount
        cells = coverage.line.reduce(0) { $0 + $1.positions.count }
        self.context = context
    }

    /// Hands out all values at once.
    ///
    /// - Throws: `Failure`, or what `emit` throws.
    func forEachBlock(_ emit: (Values, Range<Int>) throws -> Void) throws {
        var gathered = LineValues(layers: layers, cells: cells)
        for (reading, positions) in stretches {
            var taken = 0
            let area = reading.plan.parts[0].cells / max(layers, 1)
            gathered.begin(positions, area: area)
            try reading.coverages(part: 0, context: context).forEachBlock(ofCoverage: 0) { values, range in
                gathered.add(values, range, at: taken)
                taken += range.count
            }
            guard taken == area * layers else { throw Failure.defect }
        }
        try emit(gathered.values, 0..<(layers * cells))
    }
}

/// Values of cells along a line as they arrive, a stretch after the other.
struct LineValues {
    private let layers: Int
    private let cells: Int
    private var storage: Values.Storage?
    private var missing: [Bool] = []
    /// Where the stretch begins on the line, and how many it has.
    private var start = 0
    private var length = 0
    /// For each cell that the stretch's plan reads, where on the line it is.
    private var targets: [[Int]] = []

    init(layers: Int, cells: Int) {
        (self.layers, self.cells) = (layers, cells)
    }

    /// Begins the next stretch, whose plan reads `area` cells for each step and level.
    mutating func begin(_ positions: [Int], area: Int) {
        start += length
        length = positions.count
        targets = [[Int]](repeating: [], count: max(area, 0))
        for (number, position) in positions.enumerated() where targets.indices.contains(position) {
            targets[position].append(start + number)
        }
    }

    /// Takes a block of what the plan reads, which begins at position `first` of that.
    mutating func add(_ values: Values, _ range: Range<Int>, at first: Int) {
        guard !targets.isEmpty else { return }
        switch values.storage {
        case .float(let read):
            var own =
                if case .float(let own)? = storage { own } else { [Float](repeating: .nan, count: count) }
            storage = nil
            place(read, range, first, &own)
            storage = .float(own)
        case .double(let read):
            var own =
                if case .double(let own)? = storage { own } else { [Double](repeating: .nan, count: count) }
            storage = nil
            place(read, range, first, &own)
            storage = .double(own)
        case .signed(let read):
            var own = if case .signed(let own)? = storage { own } else { [Int64](repeating: 0, count: count) }
            storage = nil
            place(read, range, first, &own)
            storage = .signed(own)
            mark(values.missing, range, first)
        case .unsigned(let read):
            var own =
                if case .unsigned(let own)? = storage { own } else { [UInt64](repeating: 0, count: count) }
            storage = nil
            place(read, range, first, &own)
            storage = .unsigned(own)
            mark(values.missing, range, first)
        }
    }

    var values: Values {
        Values(
            storage: storage ?? .double([Double](repeating: .nan, count: count)),
            missing: missing,
            shape: [count]
        )
    }

    private var count: Int { layers * cells }

    private func place<Number>(_ read: [Number], _ range: Range<Int>, _ first: Int, _ own: inout [Number]) {
        forEachTarget(range, first) { index, target in
            if read.indices.contains(index), own.indices.contains(target) { own[target] = read[index] }
        }
    }

    private mutating func mark(_ read: [Bool], _ range: Range<Int>, _ first: Int) {
        guard !read.isEmpty else { return }
        var own = missing.isEmpty ? [Bool](repeating: false, count: count) : missing
        forEachTarget(range, first) { index, target in
            if read.indices.contains(index), own.indices.contains(target) { own[target] = read[index] }
        }
        missing = own
    }

    /// Calls `body` with each position of a block that is on the line, and where on it.
    private func forEachTarget(_ range: Range<Int>, _ first: Int, _ body: (Int, Int) -> Void) {
        for index in range {
            let (layer, cell) = (first + index - range.lowerBound).quotientAndRemainder(
                dividingBy: targets.count
            )
            for target in targets[cell] { body(index, layer * cells + target) }
        }
    }
}
