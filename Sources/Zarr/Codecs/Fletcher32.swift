/// HDF5's Fletcher checksum: 16-bit words taken big-endian, an odd last byte as the high one.
enum Fletcher32 {
    /// So many words can be added before 32 bits could overflow.
    private static let wordsBetweenFolds = 360

    static func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        var (first, second): (UInt32, UInt32) = (0, 0)
        var offset = 0
        while offset + 1 < bytes.count {
            let end = min(bytes.count - 1, offset + 2 * wordsBetweenFolds)
            while offset < end {
                first &+= UInt32(bytes[offset]) << 8 | UInt32(bytes[offset + 1])
                second &+= first
                offset += 2
            }
            (first, second) = (folded(first), folded(second))
        }
        if offset < bytes.count {
            first &+= UInt32(bytes[offset]) << 8
            second &+= first
            (first, second) = (folded(first), folded(second))
        }
        return folded(second) << 16 | folded(first)
    }

    private static func folded(_ sum: UInt32) -> UInt32 { (sum & 0xFFFF) &+ (sum >> 16) }
}
