import JSON

/// How the index of a shard is written (Zarr v3, `sharding_indexed`): offset and length of each inner chunk as `uint64`,
/// and perhaps checksums behind them.
struct ShardIndexFormat: Sendable {
    enum Location: String, Sendable { case start, end }

    let location: Location
    private let isBigEndian: Bool
    /// In decoding order.
    private let checksums: [ChecksumCodec]

    /// Both fields of an entry are this when there is no such inner chunk.
    static let none = UInt64.max
    private static let entryBytes = 16
    /// An index larger than this belongs to no shard that anybody would want.
    static let maxBytes = 64 << 20

    init(_ settings: CodecSettings) throws(DocumentFault) {
        let text = try settings.text("index_location") ?? "end"
        guard let location = Location(rawValue: text) else {
            throw settings.refusing("index_location is '\(text)', neither start nor end")
        }
        self.location = location
        guard let value = settings.configuration["index_codecs"] else {
            throw settings.refusing("index_codecs is missing")
        }
        let codecs = try CodecChainReader(format: 3, depth: settings.depth + 1, limits: settings.limits)
            .codecs(value)
        guard let bytes = codecs.first as? BytesCodec else {
            throw settings.refusing("index_codecs does not begin with bytes")
        }
        isBigEndian = bytes.endian == .big
        var checksums: [ChecksumCodec] = []
        for codec in codecs.dropFirst() {
            guard let checksum = codec as? ChecksumCodec else {
                throw .unsupported("codec \(codec.name) in index_codecs")
            }
            checksums.append(checksum)
        }
        self.checksums = checksums.reversed()
    }

    /// Bytes of the encoded index of `count` inner chunks.
    func encodedBytes(count: Int) -> Int { count * Self.entryBytes + checksums.count * Checksum.size }

    /// Reads an index; `shardBytes` is the shard's whole length if that is known.
    func read(
        _ encoded: UnsafeRawBufferPointer,
        count: Int,
        shardBytes: Int?
    ) throws(CodecFault) -> [ShardIndex.Entry] {
        var bytes = encoded
        for checksum in checksums {
            do {
                bytes = try checksum.payload(of: bytes)
            } catch {
                throw .invalid("the shard's index: \(error.reason)")
            }
        }
        guard bytes.count == count * Self.entryBytes else {
            throw .invalid(
                "the shard's index has \(bytes.count) bytes in place of \(count * Self.entryBytes)"
            )
        }
        var entries: [ShardIndex.Entry] = []
        entries.reserveCapacity(count)
        for number in 0..<count {
            let offset = field(bytes, number * Self.entryBytes)
            let length = field(bytes, number * Self.entryBytes + 8)
            entries.append(try Self.entry(offset, length, number, shardBytes: shardBytes))
        }
        return entries
    }

    private func field(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return isBigEndian ? UInt64(bigEndian: value) : UInt64(littleEndian: value)
    }

    private static func entry(
        _ offset: UInt64,
        _ length: UInt64,
        _ number: Int,
        shardBytes: Int?
    ) throws(CodecFault) -> ShardIndex.Entry {
        if offset == none, length == none { return ShardIndex.Entry(offset: -1, length: 0) }
        let size = UInt64(shardBytes ?? Int.max)
        guard offset <= size, length <= size - offset, let start = Int(exactly: offset),
            let count = Int(exactly: length)
        else { throw .invalid("inner chunk \(number) lies outside the shard") }
        return ShardIndex.Entry(offset: start, length: count)
    }
}

extension CodecFault {
    var reason: String {
        switch self {
        case .outputFull: "there is more than fits"
        case .invalid(let reason): reason
        }
    }
}

/// The index of one shard, read.
final class ShardIndex: Sendable {
    struct Entry: Sendable {
        /// From the shard's first byte; -1 when there is no such inner chunk.
        let offset: Int
        let length: Int
    }

    /// Nil when the shard itself is absent.
    let entries: [Entry]?
    /// Of the object that the index was read from: chunks of another version are not in these places.
    let validator: String?

    init(entries: [Entry]?, validator: String?) {
        self.entries = entries
        self.validator = validator
    }

    var byteCount: Int { (entries?.count ?? 0) * MemoryLayout<Entry>.stride }
}
