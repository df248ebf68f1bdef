internal import CF
package import Execution
internal import Zarr

/// What will be read for a picture.
package struct MapPlan: Sendable {
    package let dataset: Dataset
    package private(set) var variable: Variable
    package let target: RasterTarget
    /// For each axis other than x and y: the position drawn, and whether it is what was asked for or near it.
    package let matches: [AxisMatch]
    /// Chunks are counted exactly, or to just beyond their limit.
    package let cost: ReadCost
    private let map: PictureMap
    /// Chunk bytes in flight at a time, if a single chunk is not more.
    private let window: Int
    /// Chunks along y and x that a pixel sees.
    private let footprint: MapFootprint

    init(dataset: Dataset, variable: Variable, target: RasterTarget, map: PictureMap, matches: [AxisMatch]) {
        self.dataset = dataset
        self.variable = variable
        self.target = target
        self.map = map
        window = dataset.resources.fetchWindow
        self.matches = matches
        let metadata = variable.stored.array.metadata
        footprint = map.footprint(metadata.chunkGrid.dimensions, most: dataset.limits.chunks)
        var cost = ReadCost()
        cost.pace = dataset.resources.pace.factor
        cost.chunks = footprint.count
        let (decoded, overflows) = cost.chunks.multipliedReportingOverflow(by: metadata.chunkBytes)
        // A bound that sums of all layers stay below.
        cost.decodedBytes = overflows ? 1 << 56 : min(decoded, 1 << 56)
        cost.fetchedBytes = Int(Double(cost.decodedBytes) * variable.stored.array.storedShare)
        cost.outputCells = target.width * target.height
        cost.outputBytes = cost.outputCells * metadata.dataType.size
        self.cost = cost
    }

    /// The same picture of values as they are stored, whatever units were asked for.
    package var inStoredUnits: MapPlan {
        var plan = self
        plan.variable = variable.converted?.from ?? variable
        return plan
    }

    /// True when no pixel has a cell: the picture is empty and nothing need be read.
    package var isEmpty: Bool { footprint.count == 0 }

    /// The cell under the first pixel, as positions on the axes; nil where there is none.
    package var firstCell: GridCell? { map.firstCell }

    /// Reads the chunks under the picture and hands each to `draw` as it arrives, in any order.
    ///
    /// `draw` also gets the cells under the pixels, as indices of the stored array; it runs on the calling thread, and
    /// together the pieces cover each of these cells exactly once. A caller that holds a reservation of at least
    /// `workingSet` hands it over as `held`; without one the plan makes its own.
    ///
    /// - Throws: `Failure`, or what `draw` throws.
    package func read(
        context: WorkContext,
        held: Reservation? = nil,
        draw: (MapPiece, CellMap) throws -> Void
    ) throws {
        guard !isEmpty else { return }
        let array = variable.stored.array
        let reservation = try held ?? reserve(workingSet, context: context)
        defer { withExtendedLifetime(reservation) {} }
        let cells = context.measurements.measure(.render) { map.indices }
        let wanted = coordinates
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try array.readChunks(wanted, window: window, fillsCache: true, context: context) { index, chunk in
                try chunk.withBytes { bytes in
                    try draw(piece(of: chunk, bytes, at: wanted[index]), cells)
                }
            }
        }
    }

    /// Bytes that reading takes at a time: chunks, and the cells under the pixels.
    package var workingSet: Int {
        guard !isEmpty else { return 0 }
        let chunk = variable.stored.array.metadata.chunkBytes
        let listed = PlannedRead.product(cost.chunks, PlannedRead.listedChunkBytes)
        return min(cost.decodedBytes, max(window, chunk)) + map.bytes + listed
    }

    /// Reserves memory for a picture before its first read: the plan's working set, and what the picture itself takes.
    ///
    /// - Throws: `Failure.busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    ///   suffices.
    package func reserve(_ bytes: Int, context: WorkContext) throws(Failure) -> Reservation {
        try dataset.reserve(bytes, context: context)
    }

    private var coordinates: [ChunkCoordinates] {
        var indices = variable.stored.array.metadata.chunkGrid.chunk(holding: fixed).indices
        return footprint.places.map { place in
            indices[map.y] = place.row
            indices[map.x] = place.column
            return ChunkCoordinates(indices)
        }
    }

    /// The index drawn in each dimension; 0 for x and y.
    private var fixed: [Int] {
        variable.axes.enumerated().map { dimension, axis in
            guard let match = matches.first(where: { $0.axis === axis }) else { return 0 }
            return variable.stored.arrayIndex(match.index, dimension: dimension)
        }
    }

    private func piece(
        of chunk: DecodedChunk,
        _ bytes: UnsafeRawBufferPointer,
        at coordinates: ChunkCoordinates
    ) -> MapPiece {
        let (x, y) = (map.x, map.y)
        let metadata = variable.stored.array.metadata
        let edges = metadata.chunkGrid.dimensions
        var base = 0
        for dimension in edges.indices where dimension != x && dimension != y {
            let start = edges[dimension].range(of: coordinates.indices[dimension]).lowerBound
            base += (fixed[dimension] - start) * chunk.strides[dimension]
        }
        let window = { (dimension: Int) -> Range<Int> in
            let held = edges[dimension].range(of: coordinates.indices[dimension])
            return held.lowerBound..<min(held.upperBound, metadata.shape[dimension])
        }
        return MapPiece(
            dataType: variable.packing.storedType,
            bytes: bytes,
            base: base,
            rowStride: chunk.strides[y],
            columnStride: chunk.strides[x],
            rows: window(y),
            columns: window(x)
        )
    }
}

/// How a selector met an axis.
package struct AxisMatch: Sendable {
    package enum Manner: Sendable {
        /// The value asked for is the position's own.
        case exact
        /// The value asked for lies in the position's cell.
        case nearest
        /// Nothing was asked: the default.
        case byDefault
    }

    package let axis: Axis
    package let index: Int
    package let manner: Manner

    init(axis: Axis, index: Int, manner: Manner) {
        self.axis = axis
        self.index = index
        self.manner = manner
    }
}
