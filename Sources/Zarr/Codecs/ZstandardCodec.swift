internal import CZstd
internal import Execution

/// Zstandard (RFC 8878): one frame or several, with or without their size.
struct ZstandardCodec: CompressionCodec {
    let name = "zstd"

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard !input.isEmpty else { throw .invalid("is empty") }
        guard let context = ZstandardContext.ofThread.value.handle else {
            throw .invalid("no memory for zstd")
        }
        let result = ZSTD_decompressDCtx(
            context,
            output.baseAddress,
            output.count,
            input.baseAddress,
            input.count
        )
        guard ZSTD_isError(result) != 0 else { return result }
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_dstSize_tooSmall: throw .outputFull
        case ZSTD_error_prefix_unknown: throw .invalid("not a zstd frame")
        case ZSTD_error_srcSize_wrong: throw .invalid("the zstd frame ends early")
        case ZSTD_error_checksum_wrong: throw .invalid("the zstd checksum does not match")
        default: throw .invalid("zstd: \(String(cString: ZSTD_getErrorName(result)))")
        }
    }
}

/// A zstd context, which one thread at a time may use.
private final class ZstandardContext {
    static let ofThread = ThreadLocal { ZstandardContext() }

    let handle = ZSTD_createDCtx()

    deinit {
        ZSTD_freeDCtx(handle)
    }
}
