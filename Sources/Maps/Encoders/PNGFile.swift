internal import Failures

/// The chunks of a PNG file (W3C PNG, third edition): not interlaced, no filters.
///
/// Pixels are compressed straight into their place in the file.
struct PNGFile {
    private let file: PictureFile

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Signature, IHDR, a PLTE of 256 entries, a tRNS of as many, and the frames of IDAT and IEND.
    static let overhead = 8 + 25 + (12 + 768) + (12 + 256) + 12 + 12

    /// Colour types of 8 bits a channel.
    enum ColourType: UInt8 {
        case palette = 3
        case redGreenBlueAlpha = 6
    }

    /// Starts a file whose pixels take at most so many bytes once they are compressed.
    init(_ file: PictureFile, pixels: Int) {
        self.file = file
        // Room behind the pixels for their frame: the compressor must not be given it.
        file.begin(most: Self.overhead + pixels + 16)
        file.append(Self.signature)
    }

    func appendHeader(width: Int, height: Int, _ type: ColourType) {
        var header: [UInt8] = []
        for number in [width, height] { header += bigEndian(UInt32(truncatingIfNeeded: number)) }
        // Bit depth 8, deflate, adaptive filtering, no interlace.
        appendChunk("IHDR", header + [8, type.rawValue, 0, 0, 0])
    }

    /// The palette and, as far as any is not opaque, the opacities of its entries.
    func appendColours(_ colours: ArraySlice<Colour>, opacities: ArraySlice<UInt8>) {
        var entries: [UInt8] = []
        entries.reserveCapacity(3 * colours.count)
        for colour in colours {
            entries.append(colour.red)
            entries.append(colour.green)
            entries.append(colour.blue)
        }
        appendChunk("PLTE", entries)
        if let last = opacities.lastIndex(where: { $0 < 255 }) {
            appendChunk("tRNS", Array(opacities[...last]))
        }
    }

    /// Lines of the picture, each behind its filter byte.
    ///
    /// - Throws: `Failure.defect` if the compressor refuses.
    func appendPixels(_ scanlines: UnsafeRawBufferPointer, _ deflater: Deflater) throws(Failure) {
        let length = file.fill(behind: 8) { room in
            let target = UnsafeMutableRawBufferPointer(rebasing: room[..<max(room.count - 16, 0)])
            return deflater.compress(scanlines, into: target)
        }
        guard length > 0 else { throw .defect }
        file.append(bigEndian(UInt32(truncatingIfNeeded: length)))
        let start = file.count
        file.append(Array("IDAT".utf8))
        file.take(length)
        appendChecksum(from: start)
    }

    func end() -> UnsafeRawBufferPointer {
        appendChunk("IEND", [])
        return file.bytes
    }

    private func appendChunk(_ type: String, _ data: [UInt8]) {
        file.append(bigEndian(UInt32(truncatingIfNeeded: data.count)))
        let start = file.count
        file.append(Array(type.utf8))
        file.append(data)
        appendChecksum(from: start)
    }

    private func appendChecksum(from start: Int) {
        file.append(bigEndian(Deflater.checksum(file.bytes(from: start))))
    }

    private func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
