/// Turns numbers of 2, 4 or 8 bytes round, where they are.
struct ByteSwap: InPlaceDecode {
    let unit: Int

    func alter(_ bytes: UnsafeMutableRawBufferPointer) throws(CodecFault) {
        guard bytes.count.isMultiple(of: unit) else {
            throw .invalid("\(bytes.count) bytes are no whole numbers of \(unit)")
        }
        switch unit {
        case 2: Self.swap(bytes, UInt16.self)
        case 4: Self.swap(bytes, UInt32.self)
        case 8: Self.swap(bytes, UInt64.self)
        default: throw .invalid("numbers of \(unit) bytes")
        }
    }

    /// The loop is over unaligned memory because scratch and chunk memory may begin anywhere.
    @inline(__always)
    private static func swap<Word: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ type: Word.Type
    ) {
        guard let start = bytes.baseAddress else { return }
        for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size) {
            let word = start.loadUnaligned(fromByteOffset: offset, as: Word.self)
            start.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: Word.self)
        }
    }
}
