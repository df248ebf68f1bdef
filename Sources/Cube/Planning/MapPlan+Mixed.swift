package import Execution
package import Failures
package import Grids
internal import Zarr

/// The reading of a picture whose pixels are mixed from several cells each: some of its lines at a time.
extension MapPlan {
    /// How many pixels are mixed at a time; 0 where none are.
    package var mixedPixels: Int { isMixed && !isEmpty ? target.width * bands[0].count : 0 }

    /// Entries of columns and rows that whoever mixes them sorts.
    package var mixedEntries: Int { map.entries }

    /// The lines of the picture that are mixed at a time.
    package var bands: [Range<Int>] { PictureMap.bands(of: target) }

    /// What the pixels of some lines are mixed from, as indices of the stored array; nil where each pixel has the value of
    /// one cell.
    package func weights(ofRows rows: Range<Int>) -> CellWeights? { map.weights(ofRows: rows) }

    /// Reads the chunks that some pixels are mixed from: see `MixedRead`.
    ///
    /// The caller has reserved `workingSet`.
    package func read(
        _ weights: CellWeights,
        context: WorkContext,
        add: (ChunkWindow) throws -> Void
    ) throws {
        try MixedRead(slice, dimensions).read(weights, context: context, add: add)
    }
}
