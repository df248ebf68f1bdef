/// How a chunk's coordinates become its key (Zarr v3 core, "Chunk key encoding"; v2, `dimension_separator`).
package struct ChunkKeyEncoding: Sendable, Equatable {
    package enum Style: Sendable { case `default`, v2 }

    package let style: Style
    /// `/` or `.`.
    package let separator: Character

    package init(style: Style, separator: Character) {
        self.style = style
        self.separator = separator
    }

    /// The key below the array's path: `c/1/2`, `1.2`; `c` or `0` for a scalar.
    package func key(for coordinates: ChunkCoordinates) -> String {
        let indices = coordinates.indices.map(String.init)
        switch style {
        case .default: return (["c"] + indices).joined(separator: String(separator))
        case .v2: return indices.isEmpty ? "0" : indices.joined(separator: String(separator))
        }
    }
}
