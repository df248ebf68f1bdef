import JSON

/// The codecs that this reader knows, by the names under which documents call them.
enum CodecRegistry {
    typealias Factory = @Sendable (CodecSettings) throws(DocumentFault) -> any Codec

    /// Codecs of Zarr v3 and its registry of extensions.
    static let core: [String: Factory] = [
        "bytes": { (settings) throws(DocumentFault) in try BytesCodec(settings) },
        "crc32c": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .crc32c, location: .end)
        },
        "transpose": { (settings) throws(DocumentFault) in try TransposeCodec(settings) },
    ]

    /// Codecs of numcodecs: filters and compressors of v2, `numcodecs.…` in v3.
    static let numcodecs: [String: Factory] = [
        "blosc": { (settings) throws(DocumentFault) in BloscCodec() },
        "crc32c": { (settings) throws(DocumentFault) in try ChecksumCodec(settings, .crc32c, location: .end)
        },
        "gzip": { (settings) throws(DocumentFault) in DeflateCodec(container: .gzip) },
        "shuffle": { (settings) throws(DocumentFault) in try ShuffleCodec(settings) },
        "zlib": { (settings) throws(DocumentFault) in DeflateCodec(container: .zlib) },
        "zstd": { (settings) throws(DocumentFault) in ZstandardCodec() },
    ]

    /// More codecs than this in one chain, or inside each other, are an attack.
    static let mostCodecs = 32
    static let mostDepth = 4

    /// Makes the codec that `settings` describe.
    static func codec(_ settings: CodecSettings) throws(DocumentFault) -> any Codec {
        guard settings.depth <= mostDepth else { throw .invalid("codecs nested deeper than \(mostDepth)") }
        let name = settings.name
        let plain = name.hasPrefix("numcodecs.") ? String(name.dropFirst("numcodecs.".count)) : name
        let isPrefixed = plain.utf8.count != name.utf8.count
        let found =
            isPrefixed || settings.format == 2 ? numcodecs[plain] : core[plain] ?? numcodecs[plain]
        guard let found else { throw .unsupported("codec \(name)") }
        return try found(settings)
    }
}
