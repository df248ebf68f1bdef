internal import Cube
internal import Failures

/// Knows grids: finds the numbers under the pixels of a picture.
protocol Sampler {
    /// Hands out fields that together hold every pixel whose number a chunk has, each once.
    ///
    /// - Throws: `Failure.defect` where chunk and picture do not fit together, or what `take` throws.
    func sample(
        _ chunk: ChunkWindow,
        _ take: (SampledField) throws(Failure) -> Void
    ) throws(Failure)
}
