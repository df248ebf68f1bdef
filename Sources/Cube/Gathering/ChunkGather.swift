internal import CF
internal import Execution
internal import Grids
internal import Zarr

/// Reads the wanted indices of an array into one buffer, chunk by chunk as they arrive.
struct ChunkGather {
    let array: ZarrArray
    /// Wanted indices, by dimension of the array.
    let walks: [DimensionWalk]
    /// Distance in elements between neighbours of the answer, by dimension of the array.
    let outputStrides: [Int]
    /// What is read of the chunks along a grid's rows and columns; nil for all.
    private let meant: MeantChunks?

    /// Prepares a gathering; `order` lists the array's dimensions from outermost to innermost in the answer; nil is the array's own.
    init(array: ZarrArray, ranges: [[IndexRange]], order: [Int]?, meant: MeantChunks? = nil) {
        self.array = array
        // Where nothing is wanted of one dimension, the chunks of the others may be more than can be listed.
        let wanted = ranges.contains { $0.indexCount == 0 } ? ranges.map { _ in [] } : ranges
        walks = zip(wanted, array.metadata.chunkGrid.dimensions).map { DimensionWalk($0, $1) }
        var strides = [Int](repeating: 0, count: ranges.count)
        var stride = 1
        for dimension in (order ?? Array(ranges.indices)).reversed() {
            strides[dimension] = stride
            stride *= walks[dimension].count
        }
        outputStrides = strides
        self.meant = meant
    }

    /// Bytes that `read` writes.
    var byteCount: Int { walks.reduce(array.metadata.dataType.size) { $0 * $1.count } }

    /// Fills `output`, which holds exactly `byteCount` bytes.
    func read(
        into output: UnsafeMutableRawBufferPointer,
        window: Int,
        fillsCache: Bool,
        context: WorkContext
    ) throws {
        precondition(output.count >= byteCount, "the answer does not fit")
        guard byteCount > 0, let base = output.baseAddress else { return }
        // Nothing of what the memory held before is left where no chunk is read.
        if meant != nil { output.initializeMemory(as: UInt8.self, repeating: 0) }
        let wanted = coordinates()
        try array.readChunks(wanted.map(\.chunk), window: window, fillsCache: fillsCache, context: context) {
            index,
            chunk in
            copy(chunk, places: wanted[index].places, to: base)
        }
    }

    /// The chunk that holds all of the answer, where one may do so in its order; nil where it is to be gathered.
    func onlyChunk(window: Int, fillsCache: Bool, context: WorkContext) throws -> DecodedChunk? {
        guard byteCount > 0, walks.allSatisfy({ $0.isOneSegment }), runsThroughAChunk else { return nil }
        let coordinates = ChunkCoordinates(walks.map { $0.chunks[0].index })
        var only: DecodedChunk?
        try array.readChunks([coordinates], window: window, fillsCache: fillsCache, context: context) {
            only = $1
        }
        return only
    }

    /// Hands out the answer where it lies decoded; false where it is not one run of the chunk.
    func handOn(_ chunk: DecodedChunk, _ emit: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        let segments = walks.map { $0.chunks[0].segments[0] }
        var start = 0
        for (dimension, segment) in segments.enumerated() {
            start += segment.start * chunk.strides[dimension]
            let stride = segment.stride * chunk.strides[dimension]
            guard segment.count == 1 || stride == outputStrides[dimension] else { return false }
        }
        let first = start * array.metadata.dataType.size
        return try chunk.withBytes { bytes in
            guard first >= 0, first <= bytes.count - byteCount else { return false }
            try emit(UnsafeRawBufferPointer(rebasing: bytes[first..<(first + byteCount)]))
            return true
        }
    }

    /// Fills `output` from the only chunk, whose order is not that of the answer.
    func copy(_ chunk: DecodedChunk, into output: UnsafeMutableRawBufferPointer) {
        precondition(output.count >= byteCount, "the answer does not fit")
        if let base = output.baseAddress { copy(chunk, places: walks.map { _ in 0 }, to: base) }
    }

    /// Whether chunks in the array's own order hold the answer in one run: so that no chunk is read for nothing.
    private var runsThroughAChunk: Bool {
        let shape = array.metadata.chunkGrid.dimensions.map(\.longest)
        var stride = 1
        for dimension in walks.indices.reversed() {
            let segment = walks[dimension].chunks[0].segments[0]
            guard segment.count == 1 || segment.stride * stride == outputStrides[dimension] else {
                return false
            }
            stride *= shape[dimension]
        }
        return true
    }

    /// Every chunk that holds a wanted value, with its place in each dimension's walk; the last dimension fastest.
    private func coordinates() -> [(chunk: ChunkCoordinates, places: [Int])] {
        var result: [(ChunkCoordinates, [Int])] = []
        result.reserveCapacity(walks.reduce(1) { $0 * $1.chunks.count })
        var places = [Int](repeating: 0, count: walks.count)
        let limits = walks.map { $0.chunks.count }
        while true {
            let indices = zip(walks, places).map { walk, place in walk.chunks[place].index }
            if meant?.contain(indices) ?? true { result.append((ChunkCoordinates(indices), places)) }
            guard Self.advance(&places, limits: limits) else { return result }
        }
    }

    /// Steps an odometer; false when it has gone round.
    private static func advance(_ places: inout [Int], limits: [Int]) -> Bool {
        for dimension in places.indices.reversed() {
            places[dimension] += 1
            if places[dimension] < limits[dimension] { return true }
            places[dimension] = 0
        }
        return false
    }

    private func copy(_ chunk: DecodedChunk, places: [Int], to output: UnsafeMutableRawPointer) {
        let segments = zip(walks, places).map { walk, place in walk.chunks[place].segments }
        let size = array.metadata.dataType.size
        chunk.withBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            var choice = [Int](repeating: 0, count: segments.count)
            repeat {
                let chosen = zip(segments, choice).map { $0[$1] }
                let dimensions = chosen.enumerated().map { dimension, segment in
                    StridedCopy.Dimension(
                        count: segment.count,
                        source: segment.stride * chunk.strides[dimension],
                        destination: outputStrides[dimension]
                    )
                }
                let from = zip(chosen, chunk.strides).reduce(0) { $0 + $1.0.start * $1.1 }
                let to = zip(chosen, outputStrides).reduce(0) { $0 + $1.0.output * $1.1 }
                StridedCopy(Self.ordered(dimensions), elementSize: size)
                    .run(from: source + from * size, to: output + to * size)
            } while Self.advance(&choice, limits: segments.map(\.count))
        }
    }

    /// Innermost is the dimension whose neighbours lie closest in the answer; dimensions of one index drop out.
    private static func ordered(_ dimensions: [StridedCopy.Dimension]) -> [StridedCopy.Dimension] {
        dimensions.filter { $0.count > 1 }.sorted { $0.destination > $1.destination }
    }
}
