internal import CDeflate
import JSON

/// A checksum before or behind the bytes that it covers.
struct ChecksumCodec: Codec, PayloadSlice {
    enum Location: String, Sendable { case start, end }

    let checksum: Checksum
    let location: Location
    let kind = CodecKind.bytesToBytes
    var name: String { checksum.name }

    /// `location`: where the checksum stands when the document does not say.
    init(_ settings: CodecSettings, _ checksum: Checksum, _ location: Location) throws(DocumentFault) {
        self.checksum = checksum
        let text = try settings.text("location")
        guard let known = text.map({ Location(rawValue: $0) }) ?? location else {
            throw settings.refusing("location is '\(text ?? "")', neither start nor end")
        }
        self.location = known
    }

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        var encoded = decoded
        encoded.bytes = decoded.bytes.plus(Checksum.size)
        return DecodeStep(step: .unwrap(self), encoded: encoded)
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
enum Checksum: Sendable {
    case crc32c, crc32, adler32, fletcher32
    /// Over `prefix` and the data.
    case lookup3(initial: UInt32, prefix: [UInt8])

    static let size = 4

    var name: String {
        switch self {
        case .crc32c: "crc32c"
        case .crc32: "crc32"
        case .adler32: "adler32"
        case .fletcher32: "fletcher32"
        case .lookup3: "jenkins_lookup3"
        }
    }

    func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        switch self {
        case .crc32c: CRC32C.value(of: bytes)
        case .crc32: libdeflate_crc32(0, bytes.baseAddress, bytes.count)
        case .adler32: libdeflate_adler32(1, bytes.baseAddress, bytes.count)
        case .fletcher32: Fletcher32.value(of: bytes)
        case .lookup3(let initial, []): Lookup3.value(of: bytes, initial: initial)
        case .lookup3(let initial, let prefix):
            (prefix + bytes).withUnsafeBytes { Lookup3.value(of: $0, initial: initial) }
        }
    }

    /// Reads numcodecs' `jenkins_lookup3`, which may start from a number and cover a prefix that is not stored.
    static func lookup3(_ settings: CodecSettings) throws(DocumentFault) -> Checksum {
        let initial = UInt32(try settings.integer("initval", in: 0...Int(UInt32.max)) ?? 0)
        switch settings.configuration["prefix"] {
        case nil, .some(.null): return .lookup3(initial: initial, prefix: [])
        case .some(.string(let text)): return .lookup3(initial: initial, prefix: Array(text.utf8))
        default: throw .unsupported("codec jenkins_lookup3 with such a prefix")
        }
    }
}
