/// Copies a box of elements between two memories with different strides; strides are in elements.
///
/// The caller guarantees that every element of the box lies inside both memories.
struct StridedCopy {
    /// Counts and strides of one dimension; outermost first in a list of them.
    struct Dimension {
        let count: Int
        let source: Int
        let destination: Int
    }

    private let dimensions: [Dimension]
    private let elementSize: Int

    init(_ dimensions: [Dimension], elementSize: Int) {
        self.dimensions = dimensions.isEmpty ? [Dimension(count: 1, source: 0, destination: 0)] : dimensions
        self.elementSize = elementSize
    }

    /// Copies from `source` (at the box's first element) to `destination` (likewise).
    func run(from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer) {
        copy(dimension: 0, source, destination)
    }

    private func copy(dimension: Int, _ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer) {
        let current = dimensions[dimension]
        if dimension == dimensions.count - 1 { return copyRow(current, source, destination) }
        for index in 0..<current.count {
            copy(
                dimension: dimension + 1,
                source + index * current.source * elementSize,
                destination + index * current.destination * elementSize
            )
        }
    }

    private func copyRow(_ row: Dimension, _ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer)
    {
        if row.destination == 1, row.source == 1 {
            return destination.copyMemory(from: source, byteCount: row.count * elementSize)
        }
        switch elementSize {
        case 1: Self.copyElements(row, source, destination, as: UInt8.self)
        case 2: Self.copyElements(row, source, destination, as: UInt16.self)
        case 4: Self.copyElements(row, source, destination, as: UInt32.self)
        case 8: Self.copyElements(row, source, destination, as: UInt64.self)
        default:
            for index in 0..<row.count {
                (destination + index * row.destination * elementSize).copyMemory(
                    from: source + index * row.source * elementSize,
                    byteCount: elementSize
                )
            }
        }
    }

    /// Wrapping index arithmetic: the caller's guarantee keeps every product below the memory's size.
    @inline(__always)
    private static func copyElements<Element: BitwiseCopyable>(
        _ row: Dimension,
        _ source: UnsafeRawPointer,
        _ destination: UnsafeMutableRawPointer,
        as: Element.Type
    ) {
        let from = source.assumingMemoryBound(to: Element.self)
        let to = destination.assumingMemoryBound(to: Element.self)
        for index in 0..<row.count {
            to[index &* row.destination] = from[index &* row.source]
        }
    }
}
