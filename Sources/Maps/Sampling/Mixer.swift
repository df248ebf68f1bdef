internal import CF
internal import Cube
internal import Failures
internal import Grids

/// The values of pixels that are mixed from several cells each: chunks add their share, one after the other.
///
/// A missing cell has no weight.
protocol Mixer {
    /// Adds what a chunk has of the pixels.
    ///
    /// - Throws: `Failure.defect` where chunk and packing do not fit together.
    mutating func add(_ chunk: ChunkWindow) throws(Failure)

    /// The value of each pixel, row by row, NaN where there is none; what was added is gone then.
    mutating func values() -> [Double]
}

extension CellWeights {
    /// What mixes pixels by them.
    func mixer(packing: Packing) -> any Mixer {
        switch self {
        case .lines(let lines): CrossedMixer(lines, packing: packing)
        case .lists(let lists): ListMixer(lists, packing: packing)
        case .centres(let cells): CentreMixer(cells, packing: packing)
        }
    }

    /// Bytes that a mixer takes for each pixel.
    static let mixerBytesPerPixel = 2 * MemoryLayout<Double>.size + 1
}

extension [Double] {
    /// Rounds values to the type that they have where they are single: the mean of equal ones is theirs.
    mutating func round(to type: ValueType) {
        guard type == .float else { return }
        withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] = Double(Float(values[index])) }
        }
    }
}
