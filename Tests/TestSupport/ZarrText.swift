/// Metadata of Zarr 3 as text, for stores whose objects a test writes itself.
package enum ZarrText {
    /// A group without attributes.
    package static let group = #"{"zarr_format":3,"node_type":"group","attributes":{}}"#

    /// The codec of numbers, little-endian.
    package static let bytes = #"{"name":"bytes","configuration":{"endian":"little"}}"#

    /// Chunks of a shard, bytes as they are, with an uncompressed index behind them.
    package static func sharding(_ chunkShape: String) -> String {
        #"{"name":"sharding_indexed","configuration":{"chunk_shape":[\#(chunkShape)],"#
            + #""codecs":[\#(bytes)],"index_codecs":[\#(bytes)]}}"#
    }

    /// An array on a regular grid: lengths with commas between them, `4,10`, and one chunk unless `chunks` are others.
    ///
    /// `attributes` are members of their object and `codecs` of their list, as text.
    package static func array(
        _ shape: String,
        chunks: String? = nil,
        type: String = "float32",
        fill: String = "0",
        dimensions: [String]? = nil,
        attributes: String = "",
        codecs: String = bytes
    ) -> String {
        let names = dimensions.map { names in
            "\"dimension_names\":[\(names.map { "\"\($0)\"" }.joined(separator: ","))],"
        }
        return """
            {"zarr_format":3,"node_type":"array","shape":[\(shape)],"data_type":"\(type)","fill_value":\(fill),
            "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[\(chunks ?? shape)]}},\(names ?? "")
            "chunk_key_encoding":{"name":"default"},"codecs":[\(codecs)],"attributes":{\(attributes)}}
            """
    }

    /// A group that holds the metadata of what is below it: paths with their documents.
    package static func consolidated(_ nodes: [(String, String)]) -> String {
        let members = nodes.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        return """
            {"zarr_format":3,"node_type":"group","attributes":{},
            "consolidated_metadata":{"kind":"inline","must_understand":false,"metadata":{\(members)}}}
            """
    }
}
