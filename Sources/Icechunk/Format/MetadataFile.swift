internal import ObjectStorage

/// A metadata object of a repository, opened: its header checked, its payload decompressed.
struct MetadataFile: Sendable {
    /// What an object is; its header says so.
    enum Kind: UInt8 {
        case snapshot = 1
        case manifest = 2
        case transactionLog = 4
        case repository = 6
    }

    /// Version of the format of this file, 1 or 2, whatever the repository's is.
    let version: UInt8
    /// One FlatBuffer.
    let payload: ObjectBytes
    /// Those of `payload`, found once.
    // Safe because nothing writes to them once `payload` is made, an object whose memory never moves; they leave this
    // file through `withBuffer` only, which keeps `payload` alive until its body has returned.
    nonisolated(unsafe) private let bytes: UnsafeRawBufferPointer

    private static let headerBytes = 39
    /// "ICE🧊CHUNK" in UTF-8.
    private static let magic: [UInt8] = [
        0x49, 0x43, 0x45, 0xF0, 0x9F, 0xA7, 0x8A, 0x43, 0x48, 0x55, 0x4E, 0x4B,
    ]

    init(_ bytes: UnsafeRawBufferPointer, _ kind: Kind, limits: IcechunkLimits) throws(Corruption) {
        guard bytes.count <= limits.storedBytes else { throw .tooLarge(limit: limits.storedBytes) }
        guard bytes.count >= Self.headerBytes else { throw .shortHeader(bytes: bytes.count) }
        guard bytes.starts(with: Self.magic) else { throw .badMagic }
        version = bytes[36]
        guard version == 1 || version == 2 else { throw .unsupportedVersion(version) }
        guard bytes[37] == kind.rawValue else {
            throw .wrongFileType(expected: kind.rawValue, found: bytes[37])
        }
        let body = UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...])
        switch bytes[38] {
        case 0:
            guard body.count <= limits.decompressedBytes else {
                throw .tooLarge(limit: limits.decompressedBytes)
            }
            payload = ObjectBytes(count: body.count) { $0.copyMemory(from: body) }
        case 1: payload = try Self.decompressed(body, limit: limits.decompressedBytes)
        default: throw .badCompression(bytes[38])
        }
        self.bytes = payload.withBytes { $0 }
    }

    private static func decompressed(
        _ body: UnsafeRawBufferPointer,
        limit: Int
    ) throws(Corruption) -> ObjectBytes {
        do throws(ZstandardFault) {
            return try ZstandardStream.decompress(body, limit: limit)
        } catch {
            switch error {
            case .damaged(let reason): throw .badZstandard(reason)
            case .tooLarge(let limit): throw .tooLarge(limit: limit)
            }
        }
    }

    /// Lends the payload; nothing is called for it but `body`, which looks up chunks by the million.
    @inline(__always)
    func withBuffer<Result>(_ body: (FlatBuffer) throws(Corruption) -> Result) throws(Corruption) -> Result {
        defer { withExtendedLifetime(payload) {} }
        return try body(FlatBuffer(bytes: bytes))
    }
}
