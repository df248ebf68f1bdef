internal import CZstd
internal import Execution

/// The zstd dictionary with which a manifest's locations are compressed, loaded once.
///
/// Safe to share between threads: libzstd only reads a digested dictionary, and every decompression has a context of
/// its own.
final class LocationDictionary: @unchecked Sendable {
    // Safe because the pointer is set once, and what it points to is never written again.
    private let dictionary: OpaquePointer?

    /// The format's limit of a decompressed location.
    private static let maxBytes = 1024

    /// Copies `bytes`.
    ///
    /// What is no dictionary shows when the first location does not decompress.
    init(_ bytes: UnsafeRawBufferPointer) {
        dictionary = ZSTD_createDDict(bytes.baseAddress, bytes.count)
    }

    deinit {
        ZSTD_freeDDict(dictionary)
    }

    var byteCount: Int { ZSTD_sizeof_DDict(dictionary) }

    /// Lends the bytes of a location.
    func withLocation<Value>(
        _ compressed: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws(Corruption) -> Value
    ) throws(Corruption) -> Value {
        guard let dictionary, let context = DecompressionContext.ofThread.value.handle else {
            throw .badZstandard("no memory")
        }
        return try withUnsafeTemporaryAllocation(byteCount: Self.maxBytes, alignment: 1) { memory in
            Result { () throws(Corruption) in
                let count = ZSTD_decompress_usingDDict(
                    context,
                    memory.baseAddress,
                    memory.count,
                    compressed.baseAddress,
                    compressed.count,
                    dictionary
                )
                guard ZSTD_isError(count) == 0 else {
                    throw .badZstandard("location: \(String(cString: ZSTD_getErrorName(count)))")
                }
                return try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
            }
        }.get()
    }
}

/// A zstd context, which one thread at a time may use.
private final class DecompressionContext {
    static let ofThread = ThreadLocal { DecompressionContext() }

    let handle = ZSTD_createDCtx()

    deinit {
        ZSTD_freeDCtx(handle)
    }
}
