import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Parameters of codecs as writers other than zarr-python leave them, and such as no writer means.
///
/// Streams are Python's (`zlib`, `gzip`, `bz2`, `lzma`) or written out by hand from the formats' descriptions; all are of
/// the four bytes 1, 0, 2, 0: the `<i2` numbers 1 and 2.
struct CodecParameterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let codec: String
        var type = "<i2"
        let chunk: [UInt8]
        var values: [UInt8] = [1, 0, 2, 0]
        var testDescription: String { codec }
    }

    private static let plain: [UInt8] = [1, 0, 2, 0]
    private static let shuffled: [UInt8] = [1, 2, 0, 0]
    private static let zlib: [UInt8] = [120, 156, 99, 100, 96, 98, 0, 0, 0, 12, 0, 4]
    private static let gzip: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 100, 96, 98, 0, 0, 251, 218, 206, 171, 4, 0, 0, 0,
    ]
    private static let bz2: [UInt8] = [
        66, 90, 104, 57, 49, 65, 89, 38, 83, 89, 68, 100, 38, 60, 0, 0, 1, 64, 0, 112, 0, 32, 0, 48, 204, 12,
        122,
        130, 113, 119, 36, 83, 133, 9, 4, 70, 66, 99, 192,
    ]
    private static let xz: [UInt8] = [
        253, 55, 122, 88, 90, 0, 0, 0, 255, 18, 217, 65, 2, 0, 33, 1, 22, 0, 0, 0, 116, 47, 229, 163, 1, 0, 3,
        1, 0,
        2, 0, 0, 0, 1, 20, 4, 103, 166, 69, 9, 6, 114, 158, 122, 1, 0, 0, 0, 0, 0, 89, 90,
    ]
    private static let alone: [UInt8] = [
        93, 0, 0, 128, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 127, 254, 116, 222, 157, 118, 255,
        255, 245,
        38, 192, 0,
    ]
    /// LZMA2 of preset 1, and the same behind a delta of distance 2.
    private static let lzma2: [UInt8] = [1, 0, 3, 1, 0, 2, 0, 0]
    private static let lzma2OfDelta: [UInt8] = [1, 0, 3, 1, 0, 1, 0, 0]
    /// A frame with its size, and one raw block.
    private static let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 4, 0x21, 0, 0] + plain
    /// The size, and four literals.
    private static let lz4: [UInt8] = [4, 0, 0, 0, 0x40] + plain
    /// Format 2, stored, type size 2; lengths 4, 4 and 20.
    private static let blosc: [UInt8] = [2, 1, 2, 2, 4, 0, 0, 0, 4, 0, 0, 0, 20, 0, 0, 0] + plain
    /// `zlib.crc32`, little-endian, in front and behind.
    private static let crc32: [UInt8] = [251, 218, 206, 171]

    /// Filters and compressors of v2: what reading gives.
    static let read: [Case] = [
        // netCDF-C writes 0 and shuffles by the type's size; CDO writes a text.
        Case(codec: #"{"id":"shuffle","elementsize":0}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":"0"}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":"2"}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":2}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":2.0}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":null}"#, chunk: shuffled),
        Case(codec: #"{"id":"shuffle","elementsize":1}"#, chunk: plain),
        // numcodecs' default is 4: the bytes of 0x00020001 are sorted by place, which are there once each.
        Case(codec: #"{"id":"shuffle"}"#, chunk: plain),
        Case(
            codec: #"{"id":"shuffle"}"#,
            type: "<i4",
            chunk: [1, 2, 0, 0, 0, 0, 0, 0],
            values: [1, 0, 0, 0, 2, 0, 0, 0]
        ),
        Case(codec: #"{"id":"delta","dtype":"<i2"}"#, chunk: [1, 0, 1, 0]),
        Case(codec: #"{"id":"delta","dtype":"<i2","astype":null}"#, chunk: [1, 0, 1, 0]),
        Case(codec: #"{"id":"delta","dtype":"<i2","astype":"|i1"}"#, chunk: [1, 1]),
        // e / 2 + 1 of 0 and 2.
        Case(
            codec: #"{"id":"fixedscaleoffset","dtype":"<i2","astype":"|u1","scale":"2","offset":"1"}"#,
            chunk: [0, 2]
        ),
        Case(codec: #"{"id":"quantize","dtype":"<i2","digits":"none"}"#, chunk: plain),
        Case(codec: #"{"id":"quantize","dtype":"<i2","digits":null}"#, chunk: plain),
        Case(codec: #"{"id":"bitround","keepbits":0}"#, chunk: plain),
        Case(codec: #"{"id":"bitround"}"#, chunk: plain),
        Case(codec: #"{"id":"astype","encode_dtype":"|u1","decode_dtype":"<i2"}"#, chunk: [1, 2]),
        // How hard a writer tried is no business of a reader's: the streams say all.
        Case(codec: #"{"id":"zlib"}"#, chunk: zlib), Case(codec: #"{"id":"zlib","level":"9"}"#, chunk: zlib),
        Case(codec: #"{"id":"zlib","level":0}"#, chunk: zlib),
        Case(codec: #"{"id":"zlib","level":null}"#, chunk: zlib),
        Case(codec: #"{"id":"gzip","level":-1}"#, chunk: gzip),
        Case(codec: #"{"id":"bz2","level":99}"#, chunk: bz2),
        Case(codec: #"{"id":"zstd","level":"22","checksum":null}"#, chunk: zstd),
        Case(codec: #"{"id":"zstd","level":-131072}"#, chunk: zstd),
        Case(codec: #"{"id":"lz4","acceleration":0}"#, chunk: lz4),
        Case(codec: #"{"id":"blosc"}"#, chunk: blosc),
        Case(
            codec:
                #"{"id":"blosc","cname":"x","clevel":99,"shuffle":7,"blocksize":-1,"typesize":0,"nthreads":"8"}"#,
            chunk: blosc
        ),
        Case(codec: #"{"id":"lzma"}"#, chunk: xz), Case(codec: #"{"id":"lzma","format":"1"}"#, chunk: xz),
        Case(codec: #"{"id":"lzma","format":null,"preset":null,"filters":null}"#, chunk: xz),
        Case(codec: #"{"id":"lzma","format":2}"#, chunk: alone),
        Case(codec: #"{"id":"lzma","format":3,"filters":[{"id":33,"preset":1}]}"#, chunk: lzma2),
        Case(codec: #"{"id":"lzma","format":3,"filters":[{"id":"33"}]}"#, chunk: lzma2),
        Case(
            codec: #"{"id":"lzma","format":3,"filters":[{"id":3,"dist":"2"},{"id":33}]}"#,
            chunk: lzma2OfDelta
        ),
        Case(codec: #"{"id":"crc32"}"#, chunk: crc32 + plain),
        Case(codec: #"{"id":"crc32","location":null}"#, chunk: crc32 + plain),
        Case(codec: #"{"id":"crc32","location":"end"}"#, chunk: plain + crc32),
    ]

    private func store(_ codec: String, _ type: String, _ chunk: [UInt8]) -> MemoryStore {
        let document = """
            {"zarr_format":2,"shape":[2],"chunks":[2],"dtype":"\(type)","fill_value":0,"order":"C",
            "filters":[\(codec)],"compressor":null}
            """
        return MemoryStore([".zarray": Array(document.utf8), "0": chunk])
    }

    @Test(arguments: read)
    func parametersMeanWhatTheirWritersMean(_ test: Case) throws {
        let context = WorkContext.background(seconds: 30)
        let store = store(test.codec, test.type, test.chunk)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(try WholeArray.bytes(of: array, context: context) == test.values)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let codec: String
        /// The codec and the parameter that the error names.
        let named: [String]
        var testDescription: String { codec }

        init(_ codec: String, _ named: String...) { (self.codec, self.named) = (codec, named) }
    }

    static let refused: [Refusal] = [
        Refusal(#"{"id":"shuffle","elementsize":-1}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"shuffle","elementsize":65537}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"shuffle","elementsize":"two"}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"shuffle","elementsize":2.5}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"shuffle","elementsize":true}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"shuffle","elementsize":[2]}"#, "codec shuffle", "elementsize"),
        Refusal(#"{"id":"delta"}"#, "codec delta", "dtype"),
        Refusal(#"{"id":"delta","dtype":null}"#, "codec delta", "dtype"),
        Refusal(#"{"id":"delta","dtype":"<i9"}"#, "codec delta", "dtype"),
        Refusal(#"{"id":"delta","dtype":2}"#, "codec delta", "dtype"),
        Refusal(#"{"id":"delta","dtype":"<i2","astype":"x"}"#, "codec delta", "astype"),
        Refusal(
            #"{"id":"fixedscaleoffset","dtype":"<i2","scale":0,"offset":1}"#,
            "codec fixedscaleoffset",
            "scale"
        ),
        Refusal(
            #"{"id":"fixedscaleoffset","dtype":"<i2","scale":"0","offset":1}"#,
            "codec fixedscaleoffset",
            "scale"
        ),
        Refusal(
            #"{"id":"fixedscaleoffset","dtype":"<i2","scale":NaN,"offset":1}"#,
            "codec fixedscaleoffset",
            "scale"
        ),
        Refusal(#"{"id":"fixedscaleoffset","dtype":"<i2","offset":1}"#, "codec fixedscaleoffset", "scale"),
        Refusal(
            #"{"id":"fixedscaleoffset","dtype":"<i2","scale":1,"offset":"x"}"#,
            "codec fixedscaleoffset",
            "offset"
        ),
        Refusal(#"{"id":"fixedscaleoffset","dtype":"<i2","scale":1}"#, "codec fixedscaleoffset", "offset"),
        Refusal(#"{"id":"quantize","digits":2}"#, "codec quantize", "dtype"),
        Refusal(#"{"id":"astype","decode_dtype":"<i2"}"#, "codec astype", "encode_dtype"),
        Refusal(#"{"id":"astype","encode_dtype":"<i2"}"#, "codec astype", "decode_dtype"),
        Refusal(#"{"id":"crc32","location":"middle"}"#, "codec crc32", "location"),
        Refusal(#"{"id":"crc32","location":0}"#, "codec crc32", "location"),
        Refusal(#"{"id":"jenkins_lookup3","initval":-1}"#, "codec jenkins_lookup3", "initval"),
        Refusal(#"{"id":"jenkins_lookup3","initval":4294967296}"#, "codec jenkins_lookup3", "initval"),
        Refusal(#"{"id":"jenkins_lookup3","prefix":7}"#, "codec jenkins_lookup3", "prefix"),
        Refusal(#"{"id":"lzma","format":0}"#, "codec lzma", "format"),
        Refusal(#"{"id":"lzma","format":4}"#, "codec lzma", "format"),
        Refusal(#"{"id":"lzma","format":3}"#, "codec lzma", "filters"),
        Refusal(#"{"id":"lzma","format":3,"filters":[]}"#, "codec lzma", "filters"),
        Refusal(#"{"id":"lzma","format":3,"filters":[{"id":33,"preset":10}]}"#, "codec lzma", "preset"),
        Refusal(#"{"id":"lzma","format":3,"filters":[{"id":33,"dict_size":0}]}"#, "codec lzma", "dict_size"),
        Refusal(#"{"id":"lzma","format":3,"filters":[{"id":3,"dist":0}]}"#, "codec lzma", "dist"),
        Refusal(#"{"id":"lzma","format":3,"filters":[{"preset":1}]}"#, "codec lzma", "id"),
        Refusal(#"{"id":"zfpy9"}"#, "codec zfpy9"),
    ]

    @Test(arguments: refused)
    func whatNoWriterMeansIsRefusedByName(_ refusal: Refusal) throws {
        let error = try #require(throws: ZarrError.self) {
            try Fixture.reader().openArray(
                store(refusal.codec, "<i2", []),
                path: "",
                context: .background(seconds: 30)
            )
        }
        for name in refusal.named { #expect("\(error)".contains(name), "\(error)") }
    }

    // MARK: Zarr v3

    private static let little = ZarrText.bytes

    private func v3(_ codecs: String, _ chunk: [UInt8]) -> MemoryStore {
        let document = ZarrText.array("2", type: "int16", codecs: codecs)
        return MemoryStore(["zarr.json": Array(document.utf8), "c/0": chunk])
    }

    /// One codec before or behind `bytes`.
    static let readV3: [Case] = [
        Case(codec: little + #",{"name":"numcodecs.shuffle"}"#, chunk: shuffled),
        Case(
            codec: little + #",{"name":"numcodecs.shuffle","configuration":{"elementsize":0}}"#,
            chunk: shuffled
        ),
        Case(
            codec: little + #",{"name":"numcodecs.shuffle","configuration":{"elementsize":null}}"#,
            chunk: shuffled
        ),
        Case(codec: little + #",{"name":"gzip","configuration":{"level":"x"}}"#, chunk: gzip),
        Case(codec: little + #",{"name":"zstd","configuration":null}"#, chunk: zstd),
        Case(codec: little + #",{"name":"blosc","configuration":{"typesize":0}}"#, chunk: blosc),
        Case(codec: #"{"name":"packbits","configuration":{"first_bit":null,"last_bit":null}}"#, chunk: plain),
        Case(codec: #"{"name":"packbits","configuration":{"first_bit":"0","last_bit":7}}"#, chunk: [1, 2]),
        Case(
            codec: #"{"name":"scale_offset","configuration":{"scale":null,"offset":null}},"# + little,
            chunk: plain
        ),
        // (x - 1) · 2 of 1 and 2.
        Case(
            codec: #"{"name":"scale_offset","configuration":{"scale":"2","offset":1}},"# + little,
            chunk: [0, 0, 2, 0]
        ),
        Case(
            codec:
                #"{"name":"cast_value","configuration":{"data_type":"uint8","rounding":null,"scalar_map":null}},"bytes""#,
            chunk: [1, 2]
        ),
    ]

    @Test(arguments: readV3)
    func parametersOfV3(_ test: Case) throws {
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(v3(test.codec, test.chunk), path: "", context: context)
        #expect(try WholeArray.bytes(of: array, context: context) == test.values)
    }

    private static func before(_ name: String, _ configuration: String) -> String {
        #"{"name":"\#(name)","configuration":{\#(configuration)}},"# + little
    }

    private static func alone(_ name: String, _ configuration: String) -> String {
        #"{"name":"\#(name)","configuration":{\#(configuration)}}"#
    }

    private static func sharding(_ configuration: String) -> String {
        alone("sharding_indexed", configuration)
    }

    static let refusedV3: [Refusal] = [
        Refusal(before("transpose", ""), "codec transpose", "order"),
        Refusal(before("transpose", #""order":null"#), "codec transpose", "order"),
        Refusal(before("transpose", #""order":"X""#), "codec transpose", "order"),
        Refusal(before("transpose", #""order":["0"]"#), "codec transpose", "order"),
        Refusal(before("transpose", #""order":[1]"#), "codec transpose", "order"),
        Refusal(alone("bytes", ""), "codec bytes", "endian"),
        Refusal(alone("bytes", #""endian":null"#), "codec bytes", "endian"),
        Refusal(alone("bytes", #""endian":"middle""#), "codec bytes", "endian"),
        Refusal(alone("bytes", #""endian":1"#), "codec bytes", "endian"),
        Refusal(sharding(#""codecs":["bytes"],"index_codecs":[]"#), "sharding_indexed", "chunk_shape"),
        Refusal(sharding(#""chunk_shape":[0],"codecs":["bytes"]"#), "sharding_indexed", "chunk_shape"),
        Refusal(sharding(#""chunk_shape":"2","codecs":["bytes"]"#), "sharding_indexed", "chunk_shape"),
        Refusal(sharding(#""chunk_shape":[2],"codecs":null"#), "sharding_indexed", "codecs"),
        Refusal(sharding(#""chunk_shape":[2],"codecs":["bytes"]"#), "sharding_indexed", "index_codecs"),
        Refusal(
            sharding(
                #""chunk_shape":[2],"codecs":["bytes"],"index_location":"middle","index_codecs":["bytes"]"#
            ),
            "sharding_indexed",
            "index_location"
        ),
        Refusal(alone("packbits", #""first_bit":-1"#), "codec packbits", "first_bit"),
        Refusal(alone("packbits", #""first_bit":"x""#), "codec packbits", "first_bit"),
        Refusal(alone("packbits", #""last_bit":16"#), "codec packbits", "last_bit"),
        Refusal(alone("packbits", #""first_bit":3,"last_bit":2"#), "codec packbits", "first_bit"),
        Refusal(alone("packbits", #""padding_encoding":"middle""#), "codec packbits", "padding_encoding"),
        Refusal(before("scale_offset", #""scale":0"#), "codec scale_offset", "scale"),
        Refusal(before("scale_offset", #""scale":"x""#), "codec scale_offset", "scale"),
        Refusal(before("scale_offset", #""offset":100000"#), "codec scale_offset", "offset"),
        Refusal(before("cast_value", ""), "codec cast_value", "data_type"),
        Refusal(before("cast_value", #""data_type":"int17""#), "codec cast_value", "data_type"),
        Refusal(before("cast_value", #""data_type":"int8","rounding":"up""#), "codec cast_value", "rounding"),
        Refusal(
            before("cast_value", #""data_type":"int8","out_of_range":3"#),
            "codec cast_value",
            "out_of_range"
        ),
        Refusal(
            before("cast_value", #""data_type":"int8","scalar_map":"x""#),
            "codec cast_value",
            "scalar_map"
        ),
        Refusal(
            before("cast_value", #""data_type":"int8","scalar_map":{"decode":{}}"#),
            "codec cast_value",
            "scalar_map"
        ),
        Refusal(before("reshape", ""), "codec reshape", "shape"),
        Refusal(before("reshape", #""shape":[0]"#), "codec reshape", "shape"),
        Refusal(before("reshape", #""shape":[["x"]]"#), "codec reshape", "shape"),
        Refusal(alone("zfp", ""), "codec zfp", "mode"),
        Refusal(alone("zfp", #""mode":"best""#), "codec zfp", "mode"),
        Refusal(alone("zfp", #""mode":"fixed_rate""#), "codec zfp", "rate"),
        Refusal(alone("zfp", #""mode":"fixed_rate","rate":0"#), "codec zfp", "rate"),
        Refusal(alone("zfp", #""mode":"fixed_rate","rate":"fast""#), "codec zfp", "rate"),
        Refusal(alone("zfp", #""mode":"fixed_precision","precision":0"#), "codec zfp", "precision"),
        Refusal(alone("zfp", #""mode":"fixed_precision","precision":-1"#), "codec zfp", "precision"),
        Refusal(alone("zfp", #""mode":"fixed_accuracy","tolerance":-1"#), "codec zfp", "tolerance"),
        Refusal(alone("zfp", #""mode":"expert","minbits":1,"maxbits":null"#), "codec zfp", "maxbits"),
    ]

    @Test(arguments: refusedV3)
    func whatNoWriterOfV3MeansIsRefusedByName(_ refusal: Refusal) throws {
        let error = try #require(throws: ZarrError.self) {
            try Fixture.reader().openArray(v3(refusal.codec, []), path: "", context: .background(seconds: 30))
        }
        for name in refusal.named { #expect("\(error)".contains(name), "\(error)") }
    }

    // MARK: What is left out of a `.zarray`

    /// The bytes 1, 2, 3 and 4, in two chunks of which one is not there.
    @Test(arguments: [
        "", #","filters":null"#, #","filters":[]"#, #","fill_value":null"#, #","order":null"#,
        #","compressor":null,"dimension_separator":null"#, #","dimension_separator":".""#,
    ])
    func whatIsLeftOutHasNoEffect(_ members: String) throws {
        let document = #"{"zarr_format":2,"shape":[2,2],"chunks":[1,2],"dtype":"|u1"\#(members)}"#
        let store = MemoryStore([".zarray": Array(document.utf8), "1.0": [3, 4]])
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(try WholeArray.bytes(of: array, context: context) == [0, 0, 3, 4])
        #expect(!array.metadata.fillMarksMissing)
    }

    @Test(arguments: [
        #""order":"X""#, #""filters":{}"#, #""compressor":"zlib""#, #""dimension_separator":"-""#,
    ])
    func whatIsThereMustMeanSomething(_ member: String) {
        let document = #"{"zarr_format":2,"shape":[2],"chunks":[2],"dtype":"|u1",\#(member)}"#
        let store = MemoryStore([".zarray": Array(document.utf8)])
        #expect(throws: ZarrError.self) {
            try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
        }
    }
}
