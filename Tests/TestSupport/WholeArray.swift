package import Execution
package import Zarr

/// Reads whole arrays into the form in which test data publish their hashes.
package enum WholeArray {
    /// All elements in row-major order, little-endian; those of varying length as a `uint32` count and their bytes.
    package static func bytes(
        of array: ZarrArray,
        context: WorkContext,
        window: Int = 16 << 20,
        fillsCache: Bool = true
    ) throws -> [UInt8] {
        let metadata = array.metadata
        let wanted = coordinates(metadata.gridShape).map(ChunkCoordinates.init)
        let count = metadata.shape.reduce(1, *)
        if let size = metadata.element.size {
            var bytes = [UInt8](repeating: 0, count: count * size)
            try array.readChunks(wanted, window: window, fillsCache: fillsCache, context: context) {
                index,
                chunk in
                copy(chunk, at: wanted[index], of: metadata, elementSize: size, into: &bytes)
            }
            return bytes
        }
        var elements = [[UInt8]](repeating: [], count: count)
        try array.readChunks(wanted, window: window, fillsCache: fillsCache, context: context) {
            index,
            chunk in
            copy(chunk, at: wanted[index], of: metadata, into: &elements)
        }
        return elements.flatMap { $0 }
    }

    /// Every index of a grid, the last dimension fastest.
    package static func coordinates(_ shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { indices, count in indices.flatMap { index in (0..<count).map { index + [$0] } } }
    }

    /// How many elements of each dimension of a chunk lie in the array.
    private static func counts(of place: ChunkCoordinates, in metadata: ArrayMetadata) -> [Int] {
        let (starts, lengths) = (metadata.chunkGrid.origin(of: place), metadata.chunkGrid.shape(of: place))
        return starts.indices.map { min(lengths[$0], metadata.shape[$0] - starts[$0]) }
    }

    private static func copy(
        _ chunk: DecodedChunk,
        at place: ChunkCoordinates,
        of metadata: ArrayMetadata,
        elementSize: Int,
        into bytes: inout [UInt8]
    ) {
        let strides = RowMajor.strides(metadata.shape)
        let first = zip(metadata.chunkGrid.origin(of: place), strides).reduce(0) { $0 + $1.0 * $1.1 }
        chunk.withBytes { held in
            bytes.withUnsafeMutableBytes { bytes in
                let copy = BoxCopy(
                    counts: counts(of: place, in: metadata),
                    sourceStrides: chunk.strides,
                    targetStrides: strides,
                    elementSize: elementSize,
                    source: held,
                    target: bytes
                )
                copy.copy(from: 0, to: first)
            }
        }
    }

    /// Of elements whose length varies.
    private static func copy(
        _ chunk: DecodedChunk,
        at place: ChunkCoordinates,
        of metadata: ArrayMetadata,
        into elements: inout [[UInt8]]
    ) {
        let starts = metadata.chunkGrid.origin(of: place)
        let held = chunk.isFill ? 1 : metadata.chunkGrid.shape(of: place).reduce(1, *)
        for index in coordinates(counts(of: place, in: metadata)) {
            let from = zip(index, chunk.strides).reduce(0) { $0 + $1.0 * $1.1 }
            var to = 0
            for dimension in index.indices {
                to = to * metadata.shape[dimension] + starts[dimension] + index[dimension]
            }
            let value = chunk.withVariableElement(from, of: held) { Array($0) }
            elements[to] = withUnsafeBytes(of: UInt32(value.count).littleEndian) { Array($0) } + value
        }
    }

    /// Replaces every NaN by the quiet one of its type, in the parts of complex numbers too.
    package static func quietingNaNs(_ bytes: [UInt8], _ element: ElementType) -> [UInt8] {
        switch element {
        case .number(let type), .complex(let type): quietingNaNs(bytes, type)
        default: bytes
        }
    }

    /// Replaces every NaN by the quiet one of its type.
    private static func quietingNaNs(_ bytes: [UInt8], _ type: DataType) -> [UInt8] {
        switch type {
        case .float16: quieting(bytes, UInt16.self, infinity: 0x7C00, quiet: 0x7E00)
        case .float32: quieting(bytes, UInt32.self, infinity: 0x7F80_0000, quiet: 0x7FC0_0000)
        case .float64: quieting(bytes, UInt64.self, infinity: 0x7FF0 << 48, quiet: 0x7FF8 << 48)
        default: bytes
        }
    }

    private static func quieting<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8],
        _ type: Word.Type,
        infinity: Word,
        quiet: Word
    ) -> [UInt8] {
        var bytes = bytes
        bytes.withUnsafeMutableBytes { bytes in
            let words = bytes.bindMemory(to: Word.self)
            for index in words.indices where words[index] & (Word.max >> 1) > infinity {
                words[index] = quiet
            }
        }
        return bytes
    }
}
