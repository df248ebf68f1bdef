import JSON

/// The codecs that this reader knows, by the names under which documents call them.
enum CodecRegistry {
    typealias Factory = @Sendable (CodecSettings) throws(DocumentFault) -> any Codec

    /// Codecs of Zarr v3 and its registry of extensions.
    static let core: [String: Factory] = [
        "bytes": { (settings) throws(DocumentFault) in try BytesCodec(settings) },
        "cast_value": { (settings) throws(DocumentFault) in try CastValueCodec(settings) },
        "crc32c": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .crc32c, .end) },
        "packbits": { (settings) throws(DocumentFault) in try PackedElementsCodec(settings) },
        "reshape": { (settings) throws(DocumentFault) in try ReshapeCodec(settings) },
        "scale_offset": { (settings) throws(DocumentFault) in ScaleOffsetCodec(settings) },
        "sharding_indexed": { (settings) throws(DocumentFault) in try ShardingCodec(settings) },
        "transpose": { (settings) throws(DocumentFault) in try TransposeCodec(settings) },
        "zfp": { (settings) throws(DocumentFault) in try ZfpCodec(zfp: settings) },
    ]

    /// Codecs of numcodecs: filters and compressors of v2, `numcodecs.…` in v3.
    static let numcodecs: [String: Factory] = [
        "adler32": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .adler32, .start) },
        "astype": { (settings) throws(DocumentFault) in try NumberFilter(asType: settings) },
        "base64": { (settings) throws(DocumentFault) in Base64Codec() },
        "bitround": { (settings) throws(DocumentFault) in IdentityCodec(settings) },
        "blosc": { (settings) throws(DocumentFault) in BloscCodec() },
        "bz2": { (settings) throws(DocumentFault) in BZip2Codec() },
        "crc32": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .crc32, .start) },
        "crc32c": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .crc32c, .end) },
        "delta": { (settings) throws(DocumentFault) in try DeltaCodec(settings) },
        "fixedscaleoffset": { (settings) throws(DocumentFault) in try NumberFilter(scaleOffset: settings) },
        "fletcher32": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .fletcher32, .end) },
        "gzip": { (settings) throws(DocumentFault) in DeflateCodec(container: .gzip) },
        "jenkins_lookup3": { (settings) throws(DocumentFault) in
            try ChecksumCodec(settings, try Checksum.lookup3(settings), .end)
        },
        "lz4": { (settings) throws(DocumentFault) in LZ4Codec() },
        "lzma": { (settings) throws(DocumentFault) in try LZMACodec(settings) },
        "packbits": { (settings) throws(DocumentFault) in PackBitsCodec(kind: settings.filterKind) },
        "pcodec": { (settings) throws(DocumentFault) in PcodecCodec(settings) },
        "quantize": { (settings) throws(DocumentFault) in try NumberFilter(quantize: settings) },
        "shuffle": { (settings) throws(DocumentFault) in try ShuffleCodec(settings) },
        "vlen-bytes": { (settings) throws(DocumentFault) in VariableLengthCodec(settings, .bytes) },
        "vlen-utf8": { (settings) throws(DocumentFault) in VariableLengthCodec(settings, .text) },
        "zlib": { (settings) throws(DocumentFault) in DeflateCodec(container: .zlib) },
        "zfpy": { (settings) throws(DocumentFault) in ZfpCodec(zfpy: settings) },
        "zstd": { (settings) throws(DocumentFault) in ZstandardCodec() },
    ]

    /// More codecs than this in one chain, or inside each other, are an attack.
    static let maxCodecs = 32
    static let maxDepth = 4

    /// Makes the codec that `settings` describe.
    static func codec(_ settings: CodecSettings) throws(DocumentFault) -> any Codec {
        guard settings.depth <= maxDepth else { throw .invalid("codecs nested deeper than \(maxDepth)") }
        let name = settings.name
        let plain = settings.plainName
        let isPrefixed = plain.utf8.count != name.utf8.count
        let found =
            isPrefixed || settings.format == 2 ? numcodecs[plain] : core[plain] ?? numcodecs[plain]
        guard let found else { throw .unsupported("codec \(name)") }
        return try found(settings)
    }
}
