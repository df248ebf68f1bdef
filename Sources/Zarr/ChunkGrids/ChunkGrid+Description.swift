package import JSON

extension ChunkGrid {
    /// An entry for each dimension, as the chunk grid `rectilinear` writes them: the edge of equal chunks, or a list of
    /// edges, in which `[edge, count]` stands for equal neighbours.
    package var description: JSONValue {
        .array(
            dimensions.map { edges in
                if let edge = edges.regular { return JSONValue(edge) }
                return .array(
                    edges.lengths.map { edge, count in
                        count == 1 ? JSONValue(edge) : .array([JSONValue(edge), JSONValue(count)])
                    }
                )
            }
        )
    }
}
