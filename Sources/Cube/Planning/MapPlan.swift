package import CF
package import Execution
package import Failures
package import Grids
internal import Zarr

/// What will be read for a picture.
package struct MapPlan: Sendable {
    package let slice: Slice
    package let target: RasterTarget
    /// Chunks are counted exactly, or to just beyond their limit.
    package let cost: ReadCost
    let map: PictureMap
    /// Chunk bytes in flight at a time, if a single chunk is not more.
    private let window: Int
    /// Chunks along y and x that a pixel sees.
    private let footprint: MapFootprint
    /// Which level each pixel has, where that is asked for by height, depth or pressure.
    private let levels: LevelMap?

    /// How its pixels get their values.
    package var resampling: Resampling { map.resampling }

    init(_ slice: Slice, target: RasterTarget, map: PictureMap, levels: LevelMap? = nil) {
        self.slice = slice
        self.target = target
        self.map = map
        self.levels = levels
        let (dataset, variable) = (slice.dataset, slice.variable)
        window = dataset.resources.fetchWindow
        let edges = variable.stored.array.metadata.chunkGrid.dimensions
        footprint = map.footprint(edges, most: dataset.limits.chunks)
        let pixels = target.width * target.height
        cost =
            levels?.cost(under: map, chunks: footprint.count, outputCells: pixels)
            ?? ReadCost(chunks: footprint.count, of: variable, in: dataset, outputCells: pixels)
    }

    /// The height, depth or pressure that was asked for; nil where every pixel has the level of the slice.
    package var question: LevelQuestion? { levels?.question }

    /// How the numbers that are handed out become values.
    package var packing: Packing {
        question?.method == .linear ? Packing(plain: .float64) : variable.packing
    }

    /// Of the cells in the stored array.
    var dimensions: GridDimensions { map.place }

    package var dataset: Dataset { slice.dataset }
    package var variable: Variable { slice.variable }

    /// Whether pixels are mixed from several cells each: then the plan is read by its weights, else by its cells.
    package var isMixed: Bool { map.isMixed }

    /// True when no pixel has a cell: the picture is empty and nothing need be read.
    package var isEmpty: Bool { footprint.count == 0 }

    /// Reads the chunks under the picture and hands each to `draw` as it arrives, in any order.
    ///
    /// `draw` also gets the cells under the pixels, as indices of the stored array; it runs on the calling thread, and
    /// together the windows cover each of these cells exactly once. A caller that holds a reservation of at least
    /// `workingSet` hands it over as `held`; without one the plan makes its own.
    ///
    /// - Throws: `Failure`, or what `draw` throws.
    package func read(
        context: WorkContext,
        held: Reservation? = nil,
        draw: (ChunkWindow, CellMap) throws -> Void
    ) throws {
        guard !isEmpty else { return }
        let array = variable.stored.array
        let reservation = try held ?? reserve(workingSet, context: context)
        defer { withExtendedLifetime(reservation) {} }
        let cells = context.measurements.measure(.render) { map.indices }
        if let levels {
            try Failure.translating(dataset: dataset.address.text, context: context) {
                try read(levels, cells: cells, context: context, draw: draw)
            }
            return
        }
        let chunks = SliceChunks(slice, map.place)
        let wanted = chunks.coordinates(of: footprint.places)
        try Failure.translating(dataset: dataset.address.text, context: context) {
            try array.readChunks(wanted, window: window, fillsCache: true, context: context) { index, chunk in
                try chunk.withBytes { bytes in
                    try draw(chunks.window(of: chunk, bytes, at: wanted[index]), cells)
                }
            }
        }
    }

    /// Bytes that reading takes at a time: chunks, and the cells under the pixels.
    package var workingSet: Int {
        guard !isEmpty else { return 0 }
        let chunk = max(variable.stored.array.metadata.chunkBytes, levels?.chunkBytes ?? 0)
        let listed = PlannedRead.product(cost.chunks, PlannedRead.listedChunkBytes)
        let levelled = levels?.bytes(pixels: target.width * target.height) ?? 0
        return PlannedRead.sum(min(cost.decodedBytes, max(window, chunk)) + map.bytes + listed, levelled)
    }

    /// Reserves memory for a picture before its first read: the plan's working set, and what the picture itself takes.
    ///
    /// - Throws: `Failure.busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    ///   suffices.
    package func reserve(_ bytes: Int, context: WorkContext) throws(Failure) -> Reservation {
        try dataset.reserve(bytes, context: context)
    }
}
