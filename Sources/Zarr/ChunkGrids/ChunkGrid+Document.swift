package import JSON

extension ChunkGrid {
    /// The grid of the objects of a store that an array's `zarr.json` describes: its chunks, or its shards.
    ///
    /// Nil for a document that describes none, or one that is not understood.
    package init?(ofObjectsIn document: JSONValue) {
        guard let object = document.objectValue, let grid = object["chunk_grid"] else { return nil }
        do throws(DocumentFault) {
            let shape = try DocumentFields(object: object).integers("shape", least: 0)
            try self.init(v3: grid, shape: shape)
        } catch {
            return nil
        }
    }
}
