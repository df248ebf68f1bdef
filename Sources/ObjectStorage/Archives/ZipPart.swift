internal import CDeflate

/// One request for an entry of an archive: what to read of the archive, and what that is once unpacked.
struct ZipPart {
    let request: ObjectRequest
    let entry: ZipDirectory.Entry
    /// Of the unpacked entry.
    private let wanted: Range<Int>

    /// Of a local header without name and extra fields (APPNOTE.TXT 6.3, section 4.3.7).
    static let headerBytes = 30
    /// Extra fields of a local header that are read along with the data.
    private static let usualExtra = 128
    /// Deflate makes at most so many bytes of one.
    private static let maxExpansion = 1032
    /// What an entry may unpack to of which only a range is requested.
    private static let maxUnpacked = 512 << 20

    /// What is to be done for a request.
    enum Answer {
        case read(ZipPart)
        /// The caller has it already.
        case known(ObjectOutcome)
        case absent
    }

    static func part(of request: ObjectRequest, in contents: ZipContents?) -> Result<Answer, StorageError> {
        guard ObjectKey.isSafe(request.key) else { return .failure(.badKey(key: request.key)) }
        guard let contents, let entry = contents.entry(request.key) else { return .success(.absent) }
        if let unchanged = request.unchanged(entry.validator(in: contents)) {
            return .success(.known(unchanged))
        }
        if let reason = entry.method.hindrance { return .failure(.damaged(key: request.key, reason: reason)) }
        guard entry.bytes / maxExpansion <= entry.packedBytes else {
            let reason =
                "the archive promises \(entry.bytes) bytes of \(entry.packedBytes) packed ones, which is more than "
                + "\(maxExpansion) of each"
            return .failure(.damaged(key: request.key, reason: reason))
        }
        let wanted = request.range.resolved(length: entry.bytes)
        let most = wanted.count == entry.bytes ? request.maxBytes : max(request.maxBytes, maxUnpacked)
        guard wanted.count <= request.maxBytes else {
            return .failure(.tooLong(key: request.key, bytes: wanted.count, limit: request.maxBytes))
        }
        guard entry.method == .stored || entry.bytes <= most else {
            return .failure(.tooLong(key: request.key, bytes: entry.bytes, limit: most))
        }
        return .success(.read(ZipPart(request: request, entry: entry, wanted: wanted)))
    }

    /// Whether all of the entry's data are read.
    var isWhole: Bool { entry.method == .deflated || wanted.count == entry.bytes }

    /// What to read of the archive: the header with the data, or the data alone once it is known where they begin.
    func range(in contents: ZipContents) -> (offset: Int, count: Int) {
        guard let start = contents.start(of: entry) else {
            let length = Self.headerBytes + entry.nameBytes + Self.usualExtra + entry.packedBytes
            return (entry.offset, min(length, contents.length - entry.offset))
        }
        let part = isWhole ? 0..<entry.packedBytes : wanted
        return (start + part.lowerBound, min(part.count, max(contents.length - start - part.lowerBound, 0)))
    }

    /// Notes where the data begin; the header is at the head of `bytes`.
    func noteStart(_ bytes: UnsafeRawBufferPointer, _ contents: ZipContents) {
        guard bytes.number(0, UInt32.self) == 0x0403_4B50, let name = bytes.number(26, UInt16.self),
            let extra = bytes.number(28, UInt16.self)
        else { return }
        contents.note(start: entry.offset + Self.headerBytes + Int(name) + Int(extra), of: entry)
    }

    /// What came, unpacked; nil when the data are not all there.
    func outcome(_ received: ObjectBytes, _ contents: ZipContents) -> ObjectOutcome? {
        let known = contents.start(of: entry)
        return received.withBytes { bytes in
            if known == nil { noteStart(bytes, contents) }
            guard let start = contents.start(of: entry) else { return nil }
            let first = known == nil ? start - entry.offset : 0
            let count = isWhole ? entry.packedBytes : wanted.count
            guard let data = bytes.part(first, count) else { return nil }
            return unpacked(data, contents)
        }
    }

    private func unpacked(_ data: UnsafeRawBufferPointer, _ contents: ZipContents) -> ObjectOutcome {
        guard entry.method == .deflated else {
            let isSound = !isWhole || libdeflate_crc32(0, data.baseAddress, data.count) == entry.checksum
            return isSound ? found(data, contents) : .failed(ZipStore.damaged(request.key))
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(entry.bytes, 1), alignment: 16)
        defer { memory.deallocate() }
        let output = UnsafeMutableRawBufferPointer(rebasing: memory[..<entry.bytes])
        guard inflate(data, into: output) else {
            let reason =
                "its \(data.count) packed bytes are not the \(entry.bytes) that the zip archive promises"
            return .failed(.damaged(key: request.key, reason: reason))
        }
        guard libdeflate_crc32(0, output.baseAddress, output.count) == entry.checksum,
            let part = UnsafeRawBufferPointer(output).part(wanted.lowerBound, wanted.count)
        else { return .failed(ZipStore.damaged(request.key)) }
        return found(part, contents)
    }

    private func inflate(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let decompressor = libdeflate_alloc_decompressor() else { return false }
        defer { libdeflate_free_decompressor(decompressor) }
        let result = libdeflate_deflate_decompress(
            decompressor,
            input.baseAddress,
            input.count,
            output.baseAddress,
            output.count,
            nil
        )
        return result == LIBDEFLATE_SUCCESS
    }

    private func found(_ part: UnsafeRawBufferPointer, _ contents: ZipContents) -> ObjectOutcome {
        .found(
            StoredObject(
                bytes: ObjectBytes(count: part.count) { $0.copyMemory(from: part) },
                objectLength: entry.bytes,
                validator: entry.validator(in: contents)
            )
        )
    }
}

extension ZipDirectory.Entry.Method {
    /// Names of methods that writers of archives offer (APPNOTE.TXT 6.3, section 4.4.5).
    private static let names: [UInt16: String] = [
        9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd",
    ]

    /// Why an entry cannot be read; nil for those that can.
    fileprivate var hindrance: String? {
        switch self {
        case .stored, .deflated: return nil
        case .encrypted: return "an entry of the archive that is encrypted"
        case .other(let code):
            let name = Self.names[code] ?? "method \(code)"
            return
                "an entry of the archive that is compressed with \(name): only stored and deflated ones are read"
        }
    }
}

extension ZipDirectory.Entry {
    /// Of the entry's bytes; nil where the archive has none.
    fileprivate func validator(in contents: ZipContents) -> String? {
        contents.validator.map { "\($0)-\(String(checksum, radix: 16))" }
    }
}
