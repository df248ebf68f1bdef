package import JSON
package import Zarr

/// An array given by its values, for datasets that live in a test's memory.
package struct FixtureArray: Sendable {
    package let name: String
    package let dimensions: [(name: String, size: Int)]
    /// Shape of a chunk; nil means one chunk holds all.
    package var chunkShape: [Int]?
    /// Edges of all chunks of each dimension, where they differ; in the place of `chunkShape`.
    package var chunkEdges: [[Int]]?
    package let dataType: DataType
    package var attributes: JSONObject
    /// All values, row-major, native byte order.
    package let bytes: [UInt8]
    /// Chunks that were never written, by coordinates.
    package var absentChunks: Set<[Int]> = []
    package var fillValue: [UInt8]
    /// Whether it is one of Zarr v2, whose fill value marks what is missing.
    package var fillMarksMissing = false
    /// What the numbers stand for, where that is more than their type: times.
    package var element: ElementType?

    /// An array of `values`, row-major, as many as the dimensions hold.
    package init<Value: BitwiseCopyable>(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ dataType: DataType,
        _ values: [Value],
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil,
        chunkEdges: [[Int]]? = nil
    ) {
        precondition(MemoryLayout<Value>.size == dataType.size, "\(name): values of another type")
        precondition(values.count == dimensions.reduce(1) { $0 * $1.1 }, "\(name): wrong number of values")
        self.name = name
        self.dimensions = dimensions.map { (name: $0.0, size: $0.1) }
        self.dataType = dataType
        self.attributes = JSONObject(attributes)
        self.chunkShape = chunkShape
        self.chunkEdges = chunkEdges
        bytes = values.withUnsafeBytes(Array.init)
        fillValue = [UInt8](repeating: 0, count: dataType.size)
    }

    package var shape: [Int] { dimensions.map(\.size) }

    /// The array with its values behind it, as a group holds it.
    package var opened: ZarrArray { ZarrArray(metadata: metadata, source: MemoryChunks(self)) }

    private var chunkGrid: ChunkGrid {
        guard let chunkEdges else {
            return ChunkGrid(chunkShape: chunkShape ?? shape.map { max($0, 1) }, shape: shape)
        }
        return ChunkGrid(
            zip(chunkEdges, shape).map { edges, length in
                guard let edges = ChunkEdges(runs: edges.map { ($0, 1) }, length: length) else {
                    preconditionFailure("\(name): the chunks end before the array")
                }
                return edges
            }
        )
    }

    var metadata: ArrayMetadata {
        ArrayMetadata(
            path: name,
            format: fillMarksMissing ? 2 : 3,
            shape: shape,
            chunkGrid: chunkGrid,
            dataType: dataType,
            fillValue: fillValue,
            fillMarksMissing: fillMarksMissing,
            dimensionNames: dimensions.map(\.name),
            attributes: attributes,
            keyEncoding: ChunkKeyEncoding(style: .default, separator: "/"),
            codecs: CodecPipeline(),
            element: element
        )
    }
}
