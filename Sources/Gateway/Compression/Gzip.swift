internal import CDeflate

/// The gzip format (RFC 1952) by libdeflate: one member, whole from memory to memory.
///
/// Thread rule of the library: a compressor belongs to one thread at a time. Here each text has its own, which takes 5 µs to make.
enum Gzip {
    /// Of a series of 8,760 values (262 kB) level 1 makes 42 kB in 0.6 to 0.8 ms; level 4 takes 2.4 times as long for 39 kB,
    /// level 6 5.7 times for 37 kB.
    ///
    /// Clients on slow lines gain less from that than everybody else loses.
    private static let level: Int32 = 1

    /// Shorter texts fit, with their head, into the packet or two that their compressed form takes as well.
    static let fewestBytes = 1024
    /// Room for the compressed form where that is worth sending: at least an eighth shorter.
    static func room(for count: Int) -> Int { count - count / 8 }

    /// The most bytes that `count` bytes can become.
    static func bound(_ count: Int) -> Int {
        libdeflate_gzip_compress_bound(nil, count)
    }

    /// - Returns: the bytes written; 0 when `target` is too short, or there is no memory for the work.
    static func compress(_ text: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int {
        guard let compressor = libdeflate_alloc_compressor(level) else { return 0 }
        defer { libdeflate_free_compressor(compressor) }
        return libdeflate_gzip_compress(
            compressor,
            text.baseAddress,
            text.count,
            target.baseAddress,
            target.count
        )
    }

    /// What may stand before a part that is compressed already: it is stored, since what compresses it could not end there.
    static let maxStored = 4096

    static func checksum(_ bytes: UnsafeRawBufferPointer, after checksum: UInt32) -> UInt32 {
        libdeflate_crc32(checksum, bytes.baseAddress, bytes.count)
    }

    /// Writes one member of a stored beginning (at most `maxStored`), a `DeflatedPart` and the rest, which is compressed.
    ///
    /// `count` and `checksum` are those of the whole text.
    ///
    /// - Returns: as `compress`.
    static func compose(
        _ first: [UInt8],
        _ part: [UInt8],
        _ rest: UnsafeRawBufferPointer,
        count: Int,
        checksum: UInt32,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        // Identification, deflate, no flags, no time, fastest, unknown system (RFC 1952, section 2.3.1).
        var head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 255]
        if !first.isEmpty {
            // Not the last block, stored: its length, and that inverted (RFC 1951, section 3.2.4).
            let length = UInt16(truncatingIfNeeded: first.count)
            head +=
                [0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
                + first
        }
        let start = head.count + part.count
        guard target.count > start + 8, let compressor = libdeflate_alloc_compressor(level) else { return 0 }
        defer { libdeflate_free_compressor(compressor) }
        target.copyBytes(from: head)
        UnsafeMutableRawBufferPointer(rebasing: target[head.count...]).copyBytes(from: part)
        let room = UnsafeMutableRawBufferPointer(rebasing: target[start..<(target.count - 8)])
        let length = libdeflate_deflate_compress(
            compressor,
            rest.baseAddress,
            rest.count,
            room.baseAddress,
            room.count
        )
        guard length > 0 else { return 0 }
        let end = start + length
        target.storeBytes(of: checksum.littleEndian, toByteOffset: end, as: UInt32.self)
        target.storeBytes(
            of: UInt32(truncatingIfNeeded: count).littleEndian,
            toByteOffset: end + 4,
            as: UInt32.self
        )
        return end + 8
    }
}
