import JSON

extension ChunkGrid {
    /// Reads `chunk_grid`: `regular` (Zarr v3 core, "Chunk grids") or the registered extension `rectilinear`.
    init(v3 value: JSONValue, shape: [Int]) throws(DocumentFault) {
        let grid = try Extension(value, "chunk grid")
        let fields = DocumentFields(object: grid.configuration)
        switch grid.name {
        case "regular":
            let chunkShape = try fields.edges("chunk_shape", shape)
            try ArrayShape.checkRanks(shape, chunkShape.count)
            self.init(chunkShape: chunkShape, shape: shape)
        case "rectilinear": self.init(try Self.rectilinear(fields, shape))
        default: throw .unsupported("chunk grid \(grid.name)")
        }
    }

    private static func rectilinear(
        _ fields: DocumentFields,
        _ shape: [Int]
    ) throws(DocumentFault) -> [ChunkEdges] {
        let kind = try fields.required("kind")
        guard kind.stringValue == "inline" else {
            throw .unsupported("chunk grid rectilinear of another kind than inline")
        }
        guard let entries = try fields.required("chunk_shapes").arrayValue else {
            throw .invalid("chunk_shapes is not a list")
        }
        try ArrayShape.checkRanks(shape, entries.count)
        var dimensions: [ChunkEdges] = []
        for (length, entry) in zip(shape, entries) {
            dimensions.append(try ChunkEdges(v3: entry, length: length))
        }
        return dimensions
    }
}

extension ChunkEdges {
    /// Daily chunks of three thousand years have as many runs, and they take 24 MB.
    private static let maxRuns = 1 << 20

    /// Reads an entry of `chunk_shapes`: one edge for all chunks, or a list of edges and of runs `[edge, count]`.
    ///
    /// Nothing is made per chunk, so a count may be as large as it likes.
    fileprivate init(v3 entry: JSONValue, length: Int) throws(DocumentFault) {
        guard let values = entry.arrayValue else {
            let edge = try DocumentFields.integers(.array([entry]), "chunk_shapes", least: 1)
            self.init(edge: edge[0], length: length)
            return
        }
        guard values.count <= Self.maxRuns else {
            throw .invalid("chunk_shapes holds \(values.count) runs, the limit is \(Self.maxRuns)")
        }
        var runs: [(edge: Int, count: Int)] = []
        runs.reserveCapacity(values.count)
        for value in values {
            let pair = value.arrayValue ?? [value, 1]
            let numbers = try DocumentFields.integers(.array(pair), "chunk_shapes", least: 1)
            guard numbers.count == 2 else { throw .invalid("a run of chunk_shapes is no edge and count") }
            runs.append((numbers[0], numbers[1]))
        }
        guard let edges = ChunkEdges(runs: runs, length: length) else {
            throw .invalid("the chunks of chunk_shapes end before the array, at less than \(length)")
        }
        self = edges
    }
}
