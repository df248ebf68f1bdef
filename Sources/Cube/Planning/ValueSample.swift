package import Execution
internal import Zarr

/// Some of a variable's values, from positions that its shape and chunks alone decide: what tells its usual range.
///
/// The same positions whatever time, level or picture is asked for, whatever lies in a cache, and in every worker. Only
/// positions that the dataset's view leaves are among them.
package struct ValueSample: Sendable {
    /// Unpacked values in the variable's own units, no missing ones; in no order that means anything.
    package let values: [Double]
    /// False when a chunk could not be read and was left out: it may be whole another day.
    package let isWhole: Bool

    /// Chunks that are read at once, and what they may decode to together: some tens of milliseconds.
    private static let chunksPerRound = 24
    private static let bytesPerRound = 64 << 20
    /// Sparse data may have nothing in the first chunks: so many times others are tried.
    private static let rounds = 4
    /// Values of each chunk.
    static let valuesPerChunk = 1024

    /// Reads the sample.
    ///
    /// Chunks that are damaged or gone for good are left out. A store that does not answer is an error, so that nothing
    /// is concluded from what it happened to give.
    ///
    /// - Throws: `Failure`, also when no chunk of the sample can be read; `Interruption`.
    package init(of variable: Variable, in dataset: Dataset, context: WorkContext) throws {
        let variable = variable.converted?.from ?? variable
        let metadata = variable.stored.array.metadata
        let fitting = Self.bytesPerRound / max(metadata.chunkBytes, 1)
        let perRound = min(max(fitting, 1), Self.chunksPerRound)
        var positions = SamplePositions(variable.stored)
        var (values, isWhole) = ([Double](), true)
        for _ in 0..<Self.rounds where values.isEmpty {
            let chunks = positions.next(perRound)
            guard !chunks.isEmpty else { break }
            try context.check()
            let round = try SampleRound(variable: variable, dataset: dataset, chunks: chunks)
                .read(context: context)
            values += round.values
            isWhole = isWhole && round.isWhole
        }
        (self.values, self.isWhole) = (values, isWhole)
    }
}

/// Which chunks a sample reads: those around points that fill the array's box evenly, however many are taken.
struct SamplePositions {
    private let stored: StoredVariable
    private let grid: ChunkGrid
    private var step = 0
    private var taken: Set<ChunkCoordinates> = []

    /// The fractions of multiples of square roots are spread evenly, and IEEE 754 computes them alike everywhere.
    private static let roots = [2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].map { $0.squareRoot() }
    /// Steps for each chunk that is wanted: small arrays have fewer chunks than that.
    private static let stepsPerChunk = 8

    init(_ stored: StoredVariable) {
        self.stored = stored
        grid = stored.array.metadata.chunkGrid
    }

    /// The next chunks, each once for this object, at most `most`; fewer or none where the array has no more.
    mutating func next(_ most: Int) -> [ChunkCoordinates] {
        guard stored.shape.allSatisfy({ $0 > 0 }) else { return [] }
        var found: [ChunkCoordinates] = []
        for _ in 0..<(most * Self.stepsPerChunk) where found.count < most {
            let chunk = grid.chunk(holding: point(step))
            step += 1
            if taken.insert(chunk).inserted { found.append(chunk) }
        }
        return found
    }

    /// Indices of the array: the middle first.
    private func point(_ step: Int) -> [Int] {
        stored.shape.enumerated().map { dimension, size in
            let root = Self.roots[dimension % Self.roots.count]
            let share = (0.5 + Double(step) * root).truncatingRemainder(dividingBy: 1)
            return stored.arrayIndex(min(Int(share * Double(size)), size - 1), dimension: dimension)
        }
    }
}

/// Chunks of a sample that are read at once.
private struct SampleRound {
    let variable: Variable
    let dataset: Dataset
    let chunks: [ChunkCoordinates]

    private var stored: StoredVariable { variable.stored }

    func read(context: WorkContext) throws -> (values: [Double], isWhole: Bool) {
        let memory = try reserve(context: context)
        defer { withExtendedLifetime(memory) {} }
        do {
            return (try read(chunks, context: context), true)
        } catch let failure as Failure where failure.isOfOneChunk {
            return try readOneByOne(context: context)
        }
    }

    /// Those that can be read.
    ///
    /// - Throws: the failure of the first when none can.
    private func readOneByOne(context: WorkContext) throws -> (values: [Double], isWhole: Bool) {
        var values: [Double] = []
        var refusal: Failure?
        var unread = 0
        for chunk in chunks {
            try context.check()
            do {
                values += try read([chunk], context: context)
            } catch let failure as Failure where failure.isOfOneChunk {
                refusal = refusal ?? failure
                unread += 1
            }
        }
        if let refusal, unread == chunks.count { throw refusal }
        return (values, unread == 0)
    }

    private func reserve(context: WorkContext) throws(Failure) -> Reservation {
        let chunkBytes = max(stored.array.metadata.chunkBytes, 1)
        let window = max(PlannedRead.fetchWindow, chunkBytes)
        let (all, overflows) = chunkBytes.multipliedReportingOverflow(by: chunks.count)
        let values = chunks.count * ValueSample.valuesPerChunk * 32
        let bytes = (overflows ? window : min(all, window)) + values
        return try dataset.reserve(bytes, context: context)
    }

    private func read(_ chunks: [ChunkCoordinates], context: WorkContext) throws -> [Double] {
        var values: [Double] = []
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try stored.array.readChunks(
                chunks,
                window: PlannedRead.fetchWindow,
                fillsCache: true,
                context: context
            ) { index, chunk in
                values += self.values(of: chunk, at: chunks[index])
            }
        }
        return values
    }

    private func values(of chunk: DecodedChunk, at coordinates: ChunkCoordinates) -> [Double] {
        let spans = spans(at: coordinates)
        let size = stored.array.metadata.dataType.size
        let bytes: [UInt8] = chunk.withBytes { source in
            let cells = ChosenCells(spans, most: ValueSample.valuesPerChunk)
            return (0..<cells.count).flatMap { number -> [UInt8] in
                let cell = cells[number]
                guard isSeen(cell.map(\.position)) else { return [] }
                let element = zip(cell, chunk.strides).reduce(0) { $0 + $1.0.offset * $1.1 }
                // A piece that does not fit its bytes gives nothing: the decoder has checked that this cannot be.
                guard element >= 0, element < source.count / size else { return [] }
                return Array(source[(element * size)..<((element + 1) * size)])
            }
        }
        return bytes.withUnsafeBytes { raw in
            variable.packing.unpack(raw, shape: [raw.count / size]).finite
        }
    }

    /// For each dimension the positions that lie in a chunk.
    private func spans(at coordinates: ChunkCoordinates) -> [[ChosenCells.Span]] {
        let metadata = stored.array.metadata
        return metadata.chunkGrid.dimensions.indices.map { dimension in
            let held = metadata.chunkGrid.dimensions[dimension].range(of: coordinates.indices[dimension])
            let inside =
                held.lowerBound..<max(min(held.upperBound, metadata.shape[dimension]), held.lowerBound)
            var before = 0
            return (stored.windows[dimension]?.runs ?? [0..<metadata.shape[dimension]]).compactMap { run in
                defer { before += run.count }
                let shared = run.clamped(to: inside)
                guard !shared.isEmpty else { return nil }
                return ChosenCells.Span(
                    position: before + shared.lowerBound - run.lowerBound,
                    offset: shared.lowerBound - held.lowerBound,
                    count: shared.count
                )
            }
        }
    }

    /// Whether a cell's run and lead are a pair that a policy leaves.
    private func isSeen(_ positions: [Int]) -> Bool {
        guard let forecast = variable.forecast else { return true }
        let position = { (axis: Axis?) in
            axis.flatMap { axis in variable.axes.firstIndex { $0.name == axis.name } }.map { positions[$0] }
        }
        guard let lead = position(forecast.leadAxis) else { return true }
        return forecast.allows(run: position(forecast.runAxis) ?? 0, lead: lead)
    }
}

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

extension Failure {
    /// True for damage that is a chunk's own, as far as one can see; false for a store that does not answer.
    fileprivate var isOfOneChunk: Bool {
        switch self {
        case .storage(_, _, .corrupt), .storage(_, _, .gone): true
        default: false
        }
    }
}

extension Values {
    /// The numbers that are neither missing nor infinite.
    fileprivate var finite: [Double] {
        let numbers: [Double] =
            switch storage {
            case .float(let values): values.map(Double.init)
            case .double(let values): values
            case .signed(let values): values.map(Double.init)
            case .unsigned(let values): values.map(Double.init)
            }
        guard !missing.isEmpty else { return numbers.filter(\.isFinite) }
        return zip(numbers, missing).compactMap { $1 || !$0.isFinite ? nil : $0 }
    }
}
