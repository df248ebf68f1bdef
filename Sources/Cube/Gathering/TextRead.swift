internal import Execution
internal import Failures
internal import Grids
internal import JSON
internal import Zarr

/// The texts of one array of a plan: held against the limits, and nothing read yet.
///
/// They are read with everything between the first and the last index, and held.
package struct TextRead: Sendable {
    private let dataset: Dataset
    private let variable: StoredVariable
    private let form: TextForm
    /// Indices of the stored array, by dimension that is shown.
    private let wanted: [[IndexRange]]
    /// Everything between the first and the last index, by dimension of the array.
    private let hull: [Range<Int>]
    /// Bytes of what is read; of texts that vary, a guess.
    private let bytes: Int

    /// Texts that are read for one array of an answer, in bytes of the store.
    private static let maxBytes = 16 << 20
    /// A text that varies takes so many bytes with its count, as far as can be known before.
    private static let usualBytes = 128

    /// The texts at some indices, one range for each dimension that the array shows.
    ///
    /// - Throws: `tooLarge` for more than 16 MiB of them and over other limits, `defect` for indices outside.
    init(
        _ variable: StoredVariable,
        of dataset: Dataset,
        ranges: [IndexRange]
    ) throws(Failure) {
        wanted = variable.arrayRanges(ranges.map { [$0] })
        guard let form = variable.textForm, wanted.count == variable.dimensions.count else { throw .defect }
        var hull = wanted.map { ranges in
            (ranges.map(\.start).min() ?? 0)..<((ranges.map(\.last).max() ?? -1) + 1)
        }
        if case .letters(let dimension) = form {
            hull.insert(0..<variable.array.metadata.shape[dimension], at: dimension)
        }
        guard
            zip(hull, variable.array.metadata.shape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 })
        else { throw .defect }
        let cells = hull.reduce(1) { PlannedRead.product($0, $1.count) }
        if let size = variable.array.metadata.element.size {
            // Texts of no bytes take time all the same.
            bytes = PlannedRead.product(max(size, 1), cells)
        } else {
            bytes = max(
                min(PlannedRead.product(cells, Self.usualBytes), Self.maxBytes),
                PlannedRead.product(cells, 4)
            )
        }
        (self.dataset, self.variable, self.form, self.hull) = (dataset, variable, form, hull)
        try checkLimits()
    }

    private func checkLimits() throws(Failure) {
        let metadata = variable.array.metadata
        guard bytes <= Self.maxBytes else { throw refusal(.outputBytes, Self.maxBytes, bytes) }
        let chunks = chunkCount
        guard chunks <= dataset.limits.chunks else { throw refusal(.chunks, dataset.limits.chunks, chunks) }
        let decoded = PlannedRead.product(chunks, metadata.chunkBytes)
        guard decoded <= dataset.limits.decodedBytes else {
            throw refusal(.decodedBytes, dataset.limits.decodedBytes, decoded)
        }
    }

    private func refusal(_ name: Limits.Name, _ allowed: Int, _ requested: Int) -> Failure {
        .tooLarge(
            limit: name,
            allowed: allowed,
            requested: requested,
            advice: "Ask for fewer of the texts of '\(variable.name)' at a time."
        )
    }

    /// What the texts add to their plan's cost; bytes of texts that vary are a guess.
    package var cost: ReadCost {
        var cost = ReadCost()
        guard readCount > 0 else { return cost }
        cost.chunks = chunkCount
        let decoded = PlannedRead.product(chunkCount, variable.array.metadata.chunkBytes)
        // However high the limits are set, the sums of thousands of arrays fit.
        cost.decodedBytes = min(decoded, 1 << 48)
        cost.fetchedBytes = Int(Double(cost.decodedBytes) * variable.storedShare)
        cost.outputCells = shape.reduce(1, PlannedRead.product)
        cost.outputBytes = bytes
        return cost
    }

    package var name: String { variable.name }

    /// Texts per dimension that is shown.
    package var shape: [Int] { wanted.map(\.indexCount) }

    package var chunkCount: Int {
        zip(hull, variable.array.metadata.chunkGrid.dimensions)
            .reduce(1) { PlannedRead.product($0, $1.1.chunks(of: $1.0).count) }
    }

    /// How many texts are read, wanted or between wanted ones.
    package var readCount: Int { hull.reduce(1) { PlannedRead.product($0, $1.count) } }

    /// Bytes that reading and its result take: chunks in flight, bytes, and two lists of texts.
    var memory: Int {
        let chunks = PlannedRead.product(chunkCount, variable.array.metadata.chunkBytes)
        let texts = PlannedRead.product(readCount, Self.listedBytes + (areShort ? 0 : Self.allocatedBytes))
        let read = PlannedRead.sum(PlannedRead.product(bytes, 2), texts)
        return PlannedRead.sum(read, min(chunks, ReadingResources.fetchWindow))
    }

    /// Of one text in both lists and in those of places; and what the allocator adds to one that is no part of a list.
    private static let listedBytes = 48
    private static let allocatedBytes = 48

    /// Whether all texts fit into 15 bytes, which a list holds itself.
    private var areShort: Bool { variable.longestText.map { $0 <= 15 } ?? false }

    /// Reads the texts at the wanted indices, as `Reading.texts`; `memory` is reserved.
    func texts(context: WorkContext) throws -> [String] {
        let (bytes, more) = try read(context)
        defer { withExtendedLifetime(more) {} }
        guard let all = StoredTexts.box(bytes, variable, hull, form) else { throw Failure.defect }
        var shown = hull
        if case .letters(let dimension) = form { shown.remove(at: dimension) }
        return try Self.picked(all, wanted, shown)
    }

    private func read(_ context: WorkContext) throws -> ([UInt8], Reservation?) {
        var read: [UInt8] = []
        read.reserveCapacity(bytes)
        var more: Reservation?
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try ArrayExport(variable.array, ranges: hull).write(context: context) { piece in
                let count = read.count + piece.count
                guard count <= Self.maxBytes else { throw refusal(.outputBytes, Self.maxBytes, count) }
                if count > bytes, more == nil {
                    more = dataset.resources.ledger.reserveNow(2 * Self.maxBytes)
                    guard more != nil else { throw Failure.busy }
                    read.reserveCapacity(Self.maxBytes)
                }
                read.append(contentsOf: piece)
            }
        }
        return (read, more)
    }

    /// Those at the wanted indices.
    private static func picked(
        _ texts: [String],
        _ wanted: [[IndexRange]],
        _ hull: [Range<Int>]
    ) throws -> [String] {
        guard texts.count == hull.reduce(1, { $0 * $1.count }) else { throw Failure.defect }
        var places = [0]
        for (ranges, range) in zip(wanted, hull) {
            let indices = ranges.flatMap { run in (0..<run.count).map { run[$0] - range.lowerBound } }
            places = places.flatMap { place in indices.map { place * range.count + $0 } }
        }
        return places.map { texts[$0] }
    }
}

extension StoredTexts {
    /// Every text of a box of an array, as stored.
    fileprivate static func box(
        _ bytes: [UInt8],
        _ variable: StoredVariable,
        _ hull: [Range<Int>],
        _ form: TextForm
    ) -> [String]? {
        guard case .letters(let dimension) = form else {
            return texts(bytes, of: variable.array.metadata.element, .asStored)
        }
        let width = hull[dimension].count
        let inner = hull.dropFirst(dimension + 1).reduce(1) { $0 * $1.count }
        let outer = hull.prefix(dimension).reduce(1) { $0 * $1.count }
        guard bytes.count == outer * width * inner else { return nil }
        return (0..<outer).flatMap { row in
            (0..<inner).map { column in
                let letters = (0..<width).map { bytes[(row * width + $0) * inner + column] }
                return text(letters[...], .asStored)
            }
        }
    }
}
