internal import CZstd

/// The zstd dictionary with which a manifest's locations are compressed, loaded once.
///
/// Safe to share between threads: libzstd only reads a digested dictionary, and every decompression has a context of
/// its own.
final class LocationDictionary: @unchecked Sendable {
    // Safe because the pointer is set once, and what it points to is never written again.
    private let dictionary: OpaquePointer?

    /// The format's limit of a decompressed location.
    private static let mostBytes = 1024

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

    func location(_ compressed: UnsafeRawBufferPointer) throws(Corruption) -> String {
        guard let dictionary, let context = ZSTD_createDCtx() else { throw .badZstandard("no dictionary") }
        defer { ZSTD_freeDCtx(context) }
        var failure = Corruption.badZstandard("no location")
        let text = withUnsafeTemporaryAllocation(byteCount: Self.mostBytes, alignment: 1) {
            memory -> String? in
            let count = ZSTD_decompress_usingDDict(
                context,
                memory.baseAddress,
                memory.count,
                compressed.baseAddress,
                compressed.count,
                dictionary
            )
            guard ZSTD_isError(count) == 0 else {
                failure = .badZstandard("location: \(String(cString: ZSTD_getErrorName(count)))")
                return nil
            }
            failure = .badFlatBuffer("a location that is not UTF-8")
            return String(validating: memory[..<count], as: UTF8.self)
        }
        guard let text else { throw failure }
        return text
    }
}
