extension DecodedChunk {
    /// The bytes of one element of varying length; `index` is a sum of coordinates times strides.
    ///
    /// `count` is the number of elements that the chunk's memory holds: 1 for fill, else those of its shape.
    package func withVariableElement<Result>(
        _ index: Int,
        of count: Int,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        withBytes { bytes in
            let start = Int(bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            let end = Int(bytes.loadUnaligned(fromByteOffset: 4 * (index + 1), as: UInt32.self))
            let table = 4 * (count + 1)
            return body(UnsafeRawBufferPointer(rebasing: bytes[(table + start)..<(table + end)]))
        }
    }
}
