package import Execution
internal import Zarr

/// Some of a variable's values, from positions that its shape and chunks alone decide: what tells its usual range.
///
/// The same positions for every requested time, level and picture, whatever a cache holds, and in every worker. Only
/// positions that the dataset's view leaves are among them.
package struct ValueSample: Sendable {
    /// Unpacked values in the variable's own units, NaN for missing ones; those of variables with equal arrays are of the same
    /// cells.
    package let cells: [Double]
    /// False when a chunk could not be read and was left out: it may be whole another day.
    package let isWhole: Bool

    /// Chunks that are read at once, and what they may decode to together: some tens of milliseconds.
    private static let chunksPerRound = 24
    private static let bytesPerRound = 64 << 20
    /// Sparse data may have nothing in the first chunks: so many times others are tried.
    private static let rounds = 4
    /// Values of each chunk.
    static let valuesPerChunk = 1024

    /// The values of those that have one.
    package var values: [Double] { cells.filter(\.isFinite) }

    /// Reads the sample, of all levels or of one: `level` is the position along the vertical axis.
    ///
    /// Chunks that are damaged or gone for good are left out. A store that does not answer is an error, so that nothing
    /// is concluded from what it happened to give.
    ///
    /// - Throws: `Failure`, also when no chunk of the sample can be read; `Interruption`.
    package init(of variable: Variable, in dataset: Dataset, level: Int? = nil, context: WorkContext) throws {
        let variable = variable.converted?.from ?? variable
        let perRound = Self.chunksPerRound(of: variable)
        var stored = variable.stored
        if let level, let (_, dimension) = variable.axis(.vertical) {
            stored = stored.narrowed(to: level, dimension)
        }
        var positions = SamplePositions(stored)
        var (cells, isWhole) = ([Double](), true)
        for _ in 0..<Self.rounds where !cells.contains(where: \.isFinite) {
            let chunks = positions.next(perRound)
            guard !chunks.isEmpty else { break }
            try context.check()
            let round = try SampleRound(
                variable: variable,
                stored: stored,
                dataset: dataset,
                chunks: chunks,
                window: dataset.resources.fetchWindow
            ).read(context: context)
            cells += round.values
            isWhole = isWhole && round.isWhole
        }
        (self.cells, self.isWhole) = (cells, isWhole)
    }

    /// Bytes of the worker's memory that a sample reserves at a time.
    package static func memory(of variable: Variable, in dataset: Dataset) -> Int {
        SampleRound.memory(
            of: variable.stored,
            chunks: chunksPerRound(of: variable),
            window: dataset.resources.fetchWindow
        )
    }

    private static func chunksPerRound(of variable: Variable) -> Int {
        let fitting = bytesPerRound / max(variable.stored.array.metadata.chunkBytes, 1)
        return min(max(fitting, 1), chunksPerRound)
    }
}
