internal import JSON

/// How an array of the demonstration is laid out and what its metadata say.
struct DemoArray {
    let name: String
    let dimensions: [String]
    let shape: [Int]
    let chunkShape: [Int]
    /// Zarr's name.
    let dataType: String
    let fillValue: JSONValue
    let attributes: JSONObject

    init(
        _ name: String,
        _ dimensions: [(String, Int)],
        chunkShape: [Int]? = nil,
        dataType: String,
        fillValue: JSONValue,
        attributes: [(String, JSONValue)]
    ) {
        self.name = name
        self.dimensions = dimensions.map(\.0)
        shape = dimensions.map(\.1)
        self.chunkShape = zip(chunkShape ?? shape, shape).map { min($0, $1) }
        self.dataType = dataType
        self.fillValue = fillValue
        self.attributes = JSONObject(attributes)
    }

    /// The array's document (Zarr v3 core, "Array metadata").
    var metadata: JSONObject {
        let sizes = { (sizes: [Int]) in JSONValue.array(sizes.map { JSONValue($0) }) }
        return JSONObject([
            ("zarr_format", 3), ("node_type", "array"), ("shape", sizes(shape)),
            ("data_type", .string(dataType)),
            ("chunk_grid", ["name": "regular", "configuration": ["chunk_shape": sizes(chunkShape)]]),
            ("chunk_key_encoding", ["name": "default", "configuration": ["separator": "/"]]),
            ("fill_value", fillValue),
            (
                "codecs",
                [
                    ["name": "bytes", "configuration": ["endian": "little"]],
                    ["name": "zstd", "configuration": ["level": 3, "checksum": false]],
                ]
            ),
            ("attributes", .object(attributes)), ("dimension_names", JSONValue(dimensions)),
        ])
    }

    /// The coordinates of all chunks, in C order.
    var chunks: [[Int]] {
        zip(shape, chunkShape).reduce([[]]) { chunks, edge in
            let count = (edge.0 + edge.1 - 1) / edge.1
            return chunks.flatMap { chunk in (0..<count).map { chunk + [$0] } }
        }
    }
}
