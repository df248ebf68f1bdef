internal import Cube

/// Writes indexed pictures as PNG (W3C PNG, third edition): 8-bit palette, not interlaced, no filters.
///
/// The picture is compressed straight into its place in the file, in memory that the next picture reuses.
final class PNGWriter {
    private let deflater: Deflater
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private var count = 0

    /// Memory beyond this goes back after a picture.
    private static let keptBytes = 1 << 20
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Signature, IHDR, a PLTE of 256 entries, tRNS, and the frames of IDAT and IEND.
    private static let overhead = 8 + 25 + (12 + 768) + 13 + 12 + 12

    init?() {
        guard let deflater = Deflater() else { return nil }
        self.deflater = deflater
    }

    deinit {
        memory.deallocate()
    }

    /// The picture as a file; the bytes are valid until the next call of this object.
    ///
    /// - Throws: `Failure.defect` if the compressor refuses.
    func encode(_ canvas: IndexedCanvas, colours: PictureColours) throws(Failure) -> UnsafeRawBufferPointer {
        let scanlines = canvas.scanlines
        reserve(Self.overhead + deflater.bound(scanlines.count))
        count = 0
        append(Self.signature)
        appendHeader(width: canvas.width, height: canvas.height)
        // Nothing drawn needs no colours but the background's.
        let palette = canvas.isBlank ? colours.colours.prefix(1) : colours.colours.prefix(256)
        appendChunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
        if colours.isTransparent { appendChunk("tRNS", [0]) }
        try appendPixels(scanlines)
        appendChunk("IEND", [])
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count])
    }

    /// Gives back what only a large picture needed.
    func end() {
        guard memory.count > Self.keptBytes else { return }
        memory.deallocate()
        memory = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    private func reserve(_ bytes: Int) {
        guard memory.count < bytes else { return }
        memory.deallocate()
        memory = .allocate(byteCount: bytes, alignment: 16)
    }

    private func appendHeader(width: Int, height: Int) {
        var header: [UInt8] = []
        for number in [width, height] { header += bigEndian(UInt32(truncatingIfNeeded: number)) }
        // Bit depth 8, colour type 3 (palette), deflate, adaptive filtering, no interlace.
        appendChunk("IHDR", header + [8, 3, 0, 0, 0])
    }

    private func appendPixels(_ scanlines: UnsafeRawBufferPointer) throws(Failure) {
        let start = count
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[(start + 8)..<(memory.count - 16)])
        let length = deflater.compress(scanlines, into: room)
        guard length > 0 else { throw .defect }
        append(bigEndian(UInt32(truncatingIfNeeded: length)))
        append(Array("IDAT".utf8))
        count += length
        appendChecksum(from: start + 4)
    }

    private func appendChunk(_ type: String, _ data: [UInt8]) {
        append(bigEndian(UInt32(truncatingIfNeeded: data.count)))
        let start = count
        append(Array(type.utf8))
        append(data)
        appendChecksum(from: start)
    }

    private func appendChecksum(from start: Int) {
        let checksum = Deflater.checksum(
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[start..<count])
        )
        append(bigEndian(checksum))
    }

    private func append(_ bytes: [UInt8]) {
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyBytes(from: bytes)
        count += bytes.count
    }

    private func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
