internal import TestSupport
internal import Zarr

/// Shards: the input is a whole shard, its index without a checksum, so that the fuzzer gets past it.
enum ShardFuzzing {
    static let targets = [
        target("shard-end", codecs: sharding([3, 5], "end", bytes)),
        target("shard-start", codecs: sharding([3, 5], "start", bytes)),
        target("shard-nested", codecs: sharding([6, 5], "end", sharding([3, 5], "start", bytes))),
        target(
            "shard-inside",
            codecs: #"{"name":"transpose","configuration":{"order":[0,1]}},"#
                + sharding([3, 5], "end", bytes)
        ),
    ]

    private static let bytes = ZarrText.bytes

    private static func sharding(_ shape: [Int], _ location: String, _ codecs: String) -> String {
        #"{"name":"sharding_indexed","configuration":{"chunk_shape":\#(shape),"codecs":[\#(codecs)],"#
            + #""index_codecs":[\#(bytes)],"index_location":"\#(location)"}}"#
    }

    private static func target(_ name: String, codecs: String) -> FuzzTarget {
        let document = ZarrText.array("12,10", chunks: "6,10", type: "int16", fill: "1", codecs: codecs)
        let store = MemoryStore(["zarr.json": Array(document.utf8)])
        let array = try? ZarrFuzzing.reader.openArray(store, path: "", context: ZarrFuzzing.context())
        precondition(array != nil, "\(name): the document is none")
        return FuzzTarget(name, seeds: seeds, isRefusal: ZarrFuzzing.isRefusal) { input in
            guard let array else { return }
            store["c/0/0"] = Array(input)
            // The index of a shard is kept; an object of another version has another.
            store["c/1/0"] = Array(input.reversed())
            try ZarrFuzzing.readChunks(array, most: 8)
        }
    }

    private static let seeds = [
        seed(isFirst: true, 0), seed(isFirst: true, 64), seed(isFirst: false, 0), seed(isFirst: false, 9),
    ]

    /// A shard of four chunks of 30 bytes behind a gap, with its index before or behind.
    private static func seed(isFirst: Bool, _ gap: Int) -> [UInt8] {
        let start = UInt64(isFirst ? 64 + gap : gap)
        var index: [UInt8] = []
        for number in 0..<UInt64(4) {
            for word in [start + 30 * number, 30] {
                index += withUnsafeBytes(of: word.littleEndian) { Array($0) }
            }
        }
        let body = [UInt8](repeating: 0, count: gap) + (0..<120).map { UInt8($0) }
        return isFirst ? index + body : body + index
    }
}
