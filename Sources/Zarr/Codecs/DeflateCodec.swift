internal import CDeflate
internal import Execution

/// DEFLATE in a zlib or a gzip container (RFC 1950, RFC 1952), by libdeflate.
struct DeflateCodec: CompressionCodec {
    enum Container: String, Sendable { case zlib, gzip }

    let container: Container
    var name: String { container.rawValue }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let inflater = Inflater.ofThread.value
        var offset = 0
        var written = 0
        // A gzip object may be several members, and zero bytes may follow them; zlib is one stream, and what follows
        // it is ignored, as other readers do.
        repeat {
            let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
            let room = UnsafeMutableRawBufferPointer(rebasing: output[written...])
            let (consumed, produced) = try inflater.inflate(rest, container, into: room)
            offset += consumed
            written += produced
        } while container == .gzip && !input[offset...].allSatisfy { $0 == 0 }
        return written
    }
}

/// A libdeflate decompressor, which one thread at a time may use.
final class Inflater {
    static let ofThread = ThreadLocal { Inflater() }

    private let handle: OpaquePointer?

    init() {
        handle = libdeflate_alloc_decompressor()
    }

    deinit {
        libdeflate_free_decompressor(handle)
    }

    /// Inflates one stream at the start of `input`; returns how many bytes it took and how many it gave.
    func inflate(
        _ input: UnsafeRawBufferPointer,
        _ container: DeflateCodec.Container,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> (consumed: Int, produced: Int) {
        guard let handle else { throw .invalid("no memory to inflate") }
        guard Self.begins(input, container) else { throw .invalid("not a \(container.rawValue) stream") }
        var consumed = 0
        var produced = 0
        let result =
            switch container {
            case .zlib:
                libdeflate_zlib_decompress_ex(
                    handle,
                    input.baseAddress,
                    input.count,
                    output.baseAddress,
                    output.count,
                    &consumed,
                    &produced
                )
            case .gzip:
                libdeflate_gzip_decompress_ex(
                    handle,
                    input.baseAddress,
                    input.count,
                    output.baseAddress,
                    output.count,
                    &consumed,
                    &produced
                )
            }
        switch result {
        case LIBDEFLATE_SUCCESS where consumed > 0: return (consumed, produced)
        case LIBDEFLATE_INSUFFICIENT_SPACE: throw .outputFull
        default: throw .invalid("the \(container.rawValue) stream ends early or is damaged")
        }
    }

    private static func begins(_ input: UnsafeRawBufferPointer, _ container: DeflateCodec.Container) -> Bool {
        guard input.count >= 2 else { return false }
        switch container {
        case .gzip: return input[0] == 0x1F && input[1] == 0x8B
        case .zlib: return input[0] & 0x0F == 8 && (Int(input[0]) << 8 | Int(input[1])).isMultiple(of: 31)
        }
    }
}
