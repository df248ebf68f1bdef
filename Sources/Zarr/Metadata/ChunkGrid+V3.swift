import JSON

extension ChunkGrid {
    /// Reads `chunk_grid` (Zarr v3 core, "Chunk grids").
    init(v3 value: JSONValue, shape: [Int]) throws(DocumentFault) {
        let grid = try Extension(value, "chunk grid")
        guard grid.name == "regular" else { throw .unsupported("chunk grid \(grid.name)") }
        let chunkShape = try DocumentFields(object: grid.configuration).integers("chunk_shape", least: 1)
        try ArrayShape.checkRanks(shape, chunkShape.count)
        self.init(chunkShape: chunkShape, shape: shape)
    }
}
