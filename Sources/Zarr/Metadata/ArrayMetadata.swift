package import JSON

/// What an array's document says, checked once when it is opened.
package struct ArrayMetadata: Sendable {
    /// Path in the hierarchy, `surface/temp`; the last segment is the array's name.
    package let path: String
    /// 2 or 3.
    package let format: Int
    package let shape: [Int]
    /// How the array is cut into the chunks that are decoded; inside shards, their inner chunks.
    package let chunkGrid: ChunkGrid
    /// The elements as numbers; `uint8` when they are not numbers, and `element` says what they are.
    package let dataType: DataType
    package let element: ElementType
    /// Shards that hold the chunks; nil when each chunk is an object.
    package let shards: ShardLayout?
    /// One element in native byte order, what absent chunks hold; of varying length, as the block of one element.
    package let fillValue: [UInt8]
    /// v2 writers mean their (non-null) fill value as the variable's `_FillValue` too; v3 writers do not.
    package let fillMarksMissing: Bool
    /// One name per dimension; nil where the writer gave none.
    package let dimensionNames: [String?]
    /// The user's attributes, without those that encode dimension names.
    package let attributes: JSONObject
    package let keyEncoding: ChunkKeyEncoding
    package let codecs: CodecPipeline
    /// What else decoding depends on; nil where it is not needed.
    package let form: DecodingForm?
    /// Bytes of a decoded chunk of which a chunk here is a part, and which is decoded for it; nil where it is all of one.
    package let wholeChunkBytes: Int?
    /// What the identities of chunks in objects of one shape have in common; nil without `form`, or where shapes differ.
    let family: ChunkIdentity.Family?

    package init(
        path: String,
        format: Int,
        shape: [Int],
        chunkGrid: ChunkGrid,
        dataType: DataType,
        fillValue: [UInt8],
        fillMarksMissing: Bool,
        dimensionNames: [String?],
        attributes: JSONObject,
        keyEncoding: ChunkKeyEncoding,
        codecs: CodecPipeline,
        element: ElementType? = nil,
        shards: ShardLayout? = nil,
        form: DecodingForm? = nil,
        wholeChunkBytes: Int? = nil
    ) {
        self.path = path
        self.format = format
        self.shape = shape
        self.chunkGrid = chunkGrid
        self.dataType = dataType
        self.element = element ?? .number(dataType)
        self.shards = shards
        self.fillValue = fillValue
        self.fillMarksMissing = fillMarksMissing
        self.dimensionNames = dimensionNames
        self.attributes = attributes
        self.keyEncoding = keyEncoding
        self.codecs = codecs
        self.form = form
        self.wholeChunkBytes = wholeChunkBytes
        family = form.flatMap { form in
            let objects = shards?.shards ?? chunkGrid
            return objects.chunkShape.map { ChunkIdentity.Family(form: form, shape: $0, tag: 0) }
        }
    }

    package var name: String { Self.name(at: path) }

    /// The last part of a path; `data` for a store that is nothing but an array.
    static func name(at path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "data"
    }

    /// What an element of varying length is counted as before it is read.
    private static let usualVariableBytes = 16

    package var rank: Int { shape.count }

    /// Number of chunks along each dimension.
    package var gridShape: [Int] { chunkGrid.counts }

    /// Bytes of the largest decoded chunk; checked against overflow when the document was read.
    package var chunkBytes: Int {
        wholeChunkBytes ?? chunkGrid.largestChunk.reduce(element.size ?? Self.usualVariableBytes, *)
    }
}
