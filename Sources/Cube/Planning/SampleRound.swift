internal import CF
internal import Execution
internal import Failures
internal import Grids
internal import Zarr

/// Chunks of a sample that are read at once.
struct SampleRound {
    let variable: Variable
    /// What of it is sampled.
    let stored: StoredVariable
    let dataset: Dataset
    let chunks: [ChunkCoordinates]
    /// Chunk bytes in flight at a time, if a single chunk is not more.
    let window: Int

    /// NaN for missing values, so that samples of variables with equal arrays are of the same cells.
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
        try dataset.reserve(Self.memory(of: stored, chunks: chunks.count, window: window), context: context)
    }

    /// Bytes that reading so many chunks takes: those in flight, and the values chosen of all.
    static func memory(of stored: StoredVariable, chunks: Int, window: Int) -> Int {
        let chunkBytes = max(stored.array.metadata.chunkBytes, 1)
        let values = chunks * ValueSample.valuesPerChunk * 32
        return PlannedRead.sum(min(PlannedRead.product(chunkBytes, chunks), max(window, chunkBytes)), values)
    }

    private func read(_ chunks: [ChunkCoordinates], context: WorkContext) throws -> [Double] {
        var values: [Double] = []
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try stored.array.readChunks(
                chunks,
                window: window,
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
            variable.packing.unpack(raw, shape: [raw.count / size]).doubles
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

    /// Whether a policy leaves a cell: its place, and the pair of its run and lead.
    private func isSeen(_ positions: [Int]) -> Bool {
        if let hidden = stored.hidden,
            hidden.hides({ stored.arrayIndex(positions[$0], dimension: $0) })
        {
            return false
        }
        guard let forecast = variable.forecast else { return true }
        let position = { (axis: Axis?) in
            axis.flatMap { axis in variable.axes.firstIndex { $0.name == axis.name } }.map { positions[$0] }
        }
        guard let lead = position(forecast.leadAxis) else { return true }
        return forecast.allows(run: position(forecast.runAxis) ?? 0, lead: lead)
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
