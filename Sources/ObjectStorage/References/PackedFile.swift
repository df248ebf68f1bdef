internal import CDeflate

/// A file that may be compressed as a whole, by zstd or gzip: its own first bytes say so, not its name.
enum PackedFile {
    enum Fault: Error, Equatable {
        case damaged(String)
        case tooLarge(limit: Int)
    }

    /// Its content, which is no longer than `limit` at any moment.
    static func unpacked(_ file: ObjectBytes, limit: Int) throws(Fault) -> ObjectBytes {
        let head = file.withBytes { Array($0.prefix(4)) }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            return try file.withBytes { (bytes) throws(Fault) in try zstandard(bytes, limit) }
        }
        guard head.starts(with: [0x1F, 0x8B]) else { return file }
        return try file.withBytes { (bytes) throws(Fault) in try gzip(bytes, limit) }
    }

    private static func zstandard(_ bytes: UnsafeRawBufferPointer, _ limit: Int) throws(Fault) -> ObjectBytes
    {
        do throws(ZstandardFault) {
            return try ZstandardStream.decompress(bytes, limit: limit)
        } catch {
            switch error {
            case .damaged(let reason): throw .damaged("zstd: \(reason)")
            case .tooLarge(let limit): throw .tooLarge(limit: limit)
            }
        }
    }

    /// One gzip member; libdeflate wants room for all of it, which is tried in steps of four.
    private static func gzip(_ bytes: UnsafeRawBufferPointer, _ limit: Int) throws(Fault) -> ObjectBytes {
        guard let decompressor = libdeflate_alloc_decompressor() else { throw .damaged("gzip: no memory") }
        defer { libdeflate_free_decompressor(decompressor) }
        var room = min(max(bytes.count, 16 << 10), limit)
        while true {
            var (count, result) = (0, LIBDEFLATE_SUCCESS)
            let content = ObjectBytes(count: room) { memory in
                result = libdeflate_gzip_decompress(
                    decompressor,
                    bytes.baseAddress,
                    bytes.count,
                    memory.baseAddress,
                    room,
                    &count
                )
            }
            switch result {
            case LIBDEFLATE_SUCCESS: return content.slice(0..<count)
            case LIBDEFLATE_INSUFFICIENT_SPACE where room < limit: room = min(room * 4, limit)
            case LIBDEFLATE_INSUFFICIENT_SPACE: throw .tooLarge(limit: limit)
            default: throw .damaged("gzip: the stream ends early or is damaged")
            }
        }
    }
}
