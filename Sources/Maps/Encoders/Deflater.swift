internal import CDeflate

/// libdeflate's compressor at the level that pictures want.
///
/// Thread rule of the library: one compressor, one thread at a time; an object of this class never leaves its thread.
final class Deflater {
    private let compressor: OpaquePointer

    /// Level 1: half the time of zlib's own level 1, and smaller.
    private static let level: Int32 = 1

    /// - Returns: nil when there is no memory for it.
    init?() {
        guard let compressor = libdeflate_alloc_compressor(Self.level) else { return nil }
        self.compressor = compressor
    }

    deinit {
        libdeflate_free_compressor(compressor)
    }

    /// The most bytes that `count` bytes can become in the zlib format.
    func bound(_ count: Int) -> Int {
        libdeflate_zlib_compress_bound(compressor, count)
    }

    /// Writes `source` in the zlib format (RFC 1950).
    ///
    /// - Returns: the bytes written, 0 when `target` is too short.
    func compress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int {
        libdeflate_zlib_compress(
            compressor,
            source.baseAddress,
            source.count,
            target.baseAddress,
            target.count
        )
    }

    /// CRC-32 as PNG uses it (ISO 3309).
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        libdeflate_crc32(0, bytes.baseAddress, bytes.count)
    }
}
