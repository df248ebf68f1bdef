internal import Execution
package import JSON
package import Zarr

/// An array of texts for datasets that live in a test's memory: labels of stations, members and categories.
package struct FixtureTexts: Sendable {
    package let name: String
    package let dimensions: [(name: String, size: Int)]
    private let element: ElementType
    private let bytes: [UInt8]
    private let attributes: JSONObject

    /// Texts along one dimension, stored as UTF-32 or, if they are said to vary, as UTF-8 of varying length.
    package init(
        _ name: String,
        along dimension: String,
        _ texts: [String],
        varying: Bool = false,
        attributes: [(String, JSONValue)] = []
    ) {
        self.name = name
        dimensions = [(dimension, texts.count)]
        self.attributes = JSONObject(attributes)
        if varying {
            element = .text
            let parts = texts.map { Array($0.utf8) }
            let offsets = parts.reduce(into: [UInt32(0)]) { $0.append(($0.last ?? 0) + UInt32($1.count)) }
            bytes =
                offsets.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } } + parts.flatMap { $0 }
        } else {
            let width = texts.map(\.unicodeScalars.count).max() ?? 1
            element = .fixedText(max(width, 1))
            bytes = texts.flatMap { text in
                let codes = text.unicodeScalars.map(\.value)
                let padded = codes + [UInt32](repeating: 0, count: max(width, 1) - codes.count)
                return padded.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
            }
        }
    }

    /// Texts as rows of single bytes along two dimensions, as netCDF's character arrays arrive.
    package init(
        letters name: String,
        _ dimensions: [(String, Int)],
        _ bytes: [UInt8],
        attributes: [(String, JSONValue)] = []
    ) {
        self.name = name
        self.dimensions = dimensions.map { (name: $0.0, size: $0.1) }
        self.bytes = bytes
        self.attributes = JSONObject(attributes)
        element = .fixedBytes(1)
    }

    /// The array with its texts behind it, as a group holds it.
    package var opened: ZarrArray {
        let shape = dimensions.map(\.size)
        let metadata = ArrayMetadata(
            path: name,
            format: 3,
            shape: shape,
            chunkGrid: ChunkGrid(chunkShape: shape.map { max($0, 1) }, shape: shape),
            dataType: .uint8,
            fillValue: [0],
            fillMarksMissing: false,
            dimensionNames: dimensions.map(\.name),
            attributes: attributes,
            keyEncoding: ChunkKeyEncoding(style: .default, separator: "/"),
            codecs: CodecPipeline(),
            element: element
        )
        return ZarrArray(metadata: metadata, source: OneChunk(bytes: bytes))
    }

    /// The whole array as its only chunk.
    private struct OneChunk: ChunkSource {
        let bytes: [UInt8]

        func read(
            _ wanted: [ChunkCoordinates],
            of metadata: ArrayMetadata,
            window: Int,
            fillsCache: Bool,
            context: WorkContext,
            deliver: (Int, DecodedChunk) throws -> Void
        ) throws {
            for index in wanted.indices {
                let memory = DecodedChunk.allocate(bytes: bytes.count)
                memory.copyBytes(from: bytes)
                let strides = metadata.shape.indices.map { metadata.shape[($0 + 1)...].reduce(1, *) }
                try deliver(
                    index,
                    DecodedChunk(taking: UnsafeRawBufferPointer(memory), dataType: .uint8, strides: strides)
                )
            }
        }
    }
}
