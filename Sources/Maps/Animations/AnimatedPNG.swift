package import Failures

/// PNG with several frames (W3C PNG, third edition, section 4.9): what leaves first is a PNG of the first frame for those that
/// know no others.
package struct AnimatedPNG: AnimationEncoder {
    package var mediaType: String { "image/apng" }
    /// Lines and symbols have colours of their own in each picture, of which there is no palette for all.
    package func frames(areOfTrueColours: Bool) -> any PictureEncoder {
        areOfTrueColours ? TrueColourPNGEncoder() : PictureEncoders.standard
    }

    package func bytes(frames: Int, width: Int, height: Int) -> Int {
        // Of one frame: what the encoder made of it, taken apart.
        2 * (4 * width + 1) * height + (64 << 10)
    }

    package func begin(frames: Int, milliseconds: Int) -> any AnimationFile {
        AnimatedPNGFile(frames: frames, milliseconds: milliseconds)
    }
}

/// An animation under way, frame by frame from PNG files of one size and one palette.
private final class AnimatedPNGFile: AnimationFile {
    private let frames: Int
    private let milliseconds: Int
    /// What all frames have in common: header and palette.
    private var common: [PNGChunk] = []
    private var count = 0
    private var sequence: UInt32 = 0

    init(frames: Int, milliseconds: Int) {
        (self.frames, self.milliseconds) = (frames, milliseconds)
    }

    func add(_ frame: UnsafeRawBufferPointer) throws(Failure) -> [UInt8] {
        guard let chunks = PNGChunk.all(in: frame), let header = chunks.first, header.type == "IHDR",
            header.data.count == 13
        else { throw .defect }
        let own = chunks.filter { $0.type != "IDAT" && $0.type != "IEND" }
        var bytes: [UInt8] = []
        if count == 0 {
            common = own
            bytes = PNGChunk.signature + header.bytes
            // Shown again and again.
            bytes += PNGChunk("acTL", Self.number(UInt32(frames)) + Self.number(0)).bytes
            for chunk in own.dropFirst() { bytes += chunk.bytes }
        } else {
            guard own == common else { throw .defect }
        }
        bytes += control(header).bytes
        for chunk in chunks where chunk.type == "IDAT" {
            bytes += count == 0 ? chunk.bytes : PNGChunk("fdAT", Self.number(next()) + chunk.data).bytes
        }
        count += 1
        return bytes
    }

    func finished() throws(Failure) -> [UInt8] {
        guard count == frames else { throw .defect }
        return PNGChunk("IEND", []).bytes
    }

    /// The whole picture, in place of what was there before.
    private func control(_ header: PNGChunk) -> PNGChunk {
        let size = Array(header.data.prefix(8))
        let place = Self.number(0) + Self.number(0)
        let delay = [milliseconds, 1000].flatMap { number in
            [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
        }
        return PNGChunk("fcTL", Self.number(next()) + size + place + delay + [0, 0])
    }

    private func next() -> UInt32 {
        defer { sequence += 1 }
        return sequence
    }

    private static func number(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// A chunk of a PNG file.
private struct PNGChunk: Equatable {
    let type: String
    let data: [UInt8]

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    init(_ type: String, _ data: [UInt8]) { (self.type, self.data) = (type, data) }

    /// The chunks of a file; nil where their lengths are not those of one.
    static func all(in file: UnsafeRawBufferPointer) -> [PNGChunk]? {
        guard file.count > 8, file.prefix(8).elementsEqual(signature) else { return nil }
        var chunks: [PNGChunk] = []
        var place = 8
        while place + 12 <= file.count {
            let length = file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - place - 12 else { return nil }
            let type = String(decoding: file[(place + 4)..<(place + 8)], as: UTF8.self)
            chunks.append(PNGChunk(type, Array(file[(place + 8)..<(place + 8 + length)])))
            place += 12 + length
        }
        return place == file.count ? chunks : nil
    }

    var bytes: [UInt8] {
        let number = { (number: UInt32) in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        let named = Array(type.utf8) + data
        return number(UInt32(data.count)) + named + number(named.withUnsafeBytes { Deflater.checksum($0) })
    }
}
