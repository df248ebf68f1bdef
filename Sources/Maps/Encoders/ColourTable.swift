/// The colours of a picture, numbered: at most 256.
struct ColourTable {
    private(set) var colours: [Colour] = []
    private(set) var opacities: [UInt8] = []
    /// Open addressing: a pixel's place is looked for from its hash on; 0 is free, else the number behind that.
    private var slots = [UInt16](repeating: 0, count: slotCount)
    /// Of each number, what pixels are compared by.
    private var keys: [UInt32] = []
    /// The bits of a pixel that count.
    private let mask: UInt32

    private static let most = 256
    /// Four for each colour, so that few places are looked at.
    private static let slotCount = 1024
    /// Two bits of each of four channels are 256 colours.
    private static let mostDropped = 6

    /// The colours of a picture; where there are more than 256, those that are left when the fewest low bits of all channels
    /// are dropped.
    ///
    /// - Returns: nil for more than 256 that may not be reduced.
    init?(_ pixels: TrueColours, mayReduce: Bool) {
        for dropped in 0...(mayReduce ? Self.mostDropped : 0) {
            var table = ColourTable(dropping: dropped)
            if table.fill(pixels) {
                self = table
                return
            }
        }
        return nil
    }

    private init(dropping bits: Int) {
        mask = UInt32((0xFF >> bits) << bits) * 0x0101_0101
    }

    /// False where there are too many.
    private mutating func fill(_ pixels: TrueColours) -> Bool {
        var (last, isFirst): (UInt32, Bool) = (0, true)
        for offset in stride(from: 0, to: pixels.bytes.count, by: 4) {
            let pixel = Self.pixel(pixels, offset)
            // Most pixels are like the one before.
            if !isFirst, pixel == last { continue }
            (last, isFirst) = (pixel, false)
            let slot = slot(of: pixel & mask)
            guard slots[slot] == 0 else { continue }
            guard keys.count < Self.most else { return false }
            add(pixel)
            slots[slot] = UInt16(keys.count)
        }
        return true
    }

    /// A colour stands for those like it as the first of them is.
    private mutating func add(_ pixel: UInt32) {
        let channel = { (shift: UInt32) in UInt8(truncatingIfNeeded: pixel >> shift) }
        keys.append(pixel & mask)
        colours.append(Colour(red: channel(0), green: channel(8), blue: channel(16)))
        opacities.append(channel(24))
    }

    /// Where a key stands, or would.
    @inline(__always)
    private func slot(of key: UInt32) -> Int {
        var slot = Int((key &* 0x9E37_79B1) >> 22)
        while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & (Self.slotCount - 1) }
        return slot
    }

    /// Lines of numbers, each behind a filter byte of a PNG; the caller gives them back.
    func scanlines(of pixels: TrueColours) -> UnsafeMutableRawBufferPointer {
        let stride = pixels.width + 1
        let lines = UnsafeMutableRawBufferPointer.allocate(byteCount: stride * pixels.height, alignment: 16)
        var (last, number): (UInt32?, UInt8) = (nil, 0)
        for row in 0..<pixels.height {
            lines[row * stride] = 0
            for column in 0..<pixels.width {
                let pixel = Self.pixel(pixels, 4 * (row * pixels.width + column))
                if pixel != last {
                    number = UInt8(truncatingIfNeeded: Int(slots[slot(of: pixel & mask)]) - 1)
                    last = pixel
                }
                lines[row * stride + 1 + column] = number
            }
        }
        return lines
    }

    @inline(__always)
    private static func pixel(_ pixels: TrueColours, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: pixels.bytes.load(fromByteOffset: offset, as: UInt32.self))
    }
}
