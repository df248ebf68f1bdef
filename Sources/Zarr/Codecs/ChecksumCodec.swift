/// A checksum before or behind the bytes that it covers.
struct ChecksumCodec: Codec, Unwrapping {
    enum Location: String, Sendable { case start, end }

    let checksum: Checksum
    let location: Location
    let kind = CodecKind.bytesToBytes
    var name: String { checksum.rawValue }

    /// `location`: where the checksum stands when the document does not say.
    init(_ settings: CodecSettings, _ checksum: Checksum, location: Location) throws(DocumentFault) {
        self.checksum = checksum
        let text = try settings.text("location")
        guard let known = text.map({ Location(rawValue: $0) }) ?? location else {
            throw settings.refusing("location is '\(text ?? "")', neither start nor end")
        }
        self.location = known
    }

    func undoing(_ decoded: ChunkForm) -> Undoing {
        var encoded = decoded
        encoded.bytes = decoded.bytes.plus(Checksum.size)
        return Undoing(step: .unwrap(self), encoded: encoded)
    }

    func payload(of input: UnsafeRawBufferPointer) throws(CodecFault) -> UnsafeRawBufferPointer {
        guard input.count >= Checksum.size else {
            throw .invalid("\(input.count) bytes are too few for a \(name)")
        }
        let place = location == .start ? 0 : input.count - Checksum.size
        let stored = UInt32(littleEndian: input.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        let covered = location == .start ? input.dropFirst(Checksum.size) : input.dropLast(Checksum.size)
        let payload = UnsafeRawBufferPointer(rebasing: covered)
        let computed = checksum.value(of: payload)
        guard stored == computed else {
            throw .invalid(
                "\(name) mismatch: stored \(String(stored, radix: 16)), computed \(String(computed, radix: 16))"
            )
        }
        return payload
    }
}

/// Checksums of four bytes, written little-endian.
enum Checksum: String, Sendable {
    case crc32c

    static let size = 4

    func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        switch self {
        case .crc32c: CRC32C.value(of: bytes)
        }
    }
}
