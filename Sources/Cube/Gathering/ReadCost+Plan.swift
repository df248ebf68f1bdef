internal import Failures
internal import Zarr

extension ReadCost {
    /// Plans of more chunks are refused by any limit; how they would be cut into slabs is not worth finding out.
    private static let maxSlabbedChunks = 1 << 22

    /// The cost of one part; nil when a number does not fit into 56 bits, so that sums never overflow.
    init?(_ read: PlannedRead) {
        let metadata = read.stored.array.metadata
        let edges = metadata.chunkGrid.dimensions
        var chunks = zip(read.arrayRanges, edges).map { DimensionWalk.chunkCount($0, $1) }
        var held = zip(read.arrayRanges, edges).map { DimensionWalk.positionCount($0, $1) }
        if let meant = read.meant {
            (chunks[meant.row], chunks[meant.column]) = (meant.count, 1)
            (held[meant.row], held[meant.column]) = (meant.positions, 1)
        }
        let size = metadata.dataType.size
        guard let chunkCount = Self.product(chunks), let cells = Self.product(read.ranges.map(\.indexCount)),
            // For a part of a chunk all of it is decoded.
            let once = Self.product(metadata.wholeChunkBytes.map { [chunkCount, $0] } ?? held + [size]),
            let bytes = Self.product([cells, size])
        else { return nil }
        self.init()
        guard cells > 0 else { return }
        var passes = 1
        if read.streaming != nil, chunkCount <= Self.maxSlabbedChunks {
            switch read.streamPlan {
            case .slabs(let slabs): passes = slabs.amplification
            case .transposition: spoolBytes = bytes
            }
        }
        guard let decoded = Self.product([once, passes]) else { return nil }
        self.chunks = chunkCount
        decodedBytes = decoded
        fetchedBytes = Int(Double(once) * read.stored.storedShare)
        outputCells = cells
        outputBytes = bytes
    }

    /// What several parts cost together; nil as for one.
    init?(_ parts: [PlannedRead]) {
        self.init()
        for part in parts {
            guard let more = ReadCost(part) else { return nil }
            self = self + more
        }
        // Coverages of several arrays alternate: all that is transposed lies on disk until the last of them.
        if parts.contains(where: { $0.coverageCount > 1 }) {
            spoolBytes = parts.reduce(0) { $0 + (ReadCost($1)?.spoolBytes ?? 0) }
        }
    }

    private static func product(_ factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            guard !overflows, next < 1 << 56 else { return nil }
            product = next
        }
        return product
    }
}

extension Limits {
    /// The limits that a plan of reading is held against when it is bound, the dearest first.
    static let ofReading: [Name] = [
        .chunks, .decodedBytes, .fetchedBytes, .outputBytes, .spoolBytes, .seconds,
    ]

    /// The first limit that a cost is over.
    func exceeded(by cost: ReadCost) -> (name: Name, requested: Int)? {
        for name in Self.ofReading {
            if let requested = cost[name], requested > self[name] { return (name, requested) }
        }
        return nil
    }

    /// Holds a cost against the limits; `advice` is called only when it is over one.
    ///
    /// `name` is what is read, for where nothing of it passes.
    func check(_ cost: ReadCost, of name: String, advice: (Name) -> String?) throws(Failure) {
        guard let (limit, requested) = exceeded(by: cost) else { return }
        throw .tooLarge(
            limit: limit,
            allowed: self[limit],
            requested: requested,
            advice: advice(limit) ?? limit.wordsOfNothing(of: name)
        )
    }
}
