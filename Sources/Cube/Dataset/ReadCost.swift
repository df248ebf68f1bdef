package import Failures

/// What a plan will cost, known before anything is read.
package struct ReadCost: Sendable, Equatable {
    /// Chunks that hold a wanted value; exact for one run of indices a dimension, else an upper bound.
    package var chunks = 0
    /// Bytes of those chunks once decoded, times the passes over them; exact as `chunks` are.
    package var decodedBytes = 0
    /// Bytes that come from the store: those of all chunks where nothing is compressed, else half of what is decoded.
    package var fetchedBytes = 0
    /// Values in the answer; exact.
    package var outputCells = 0
    /// Bytes of those values in their stored type; exact.
    package var outputBytes = 0
    /// Bytes on disk while the answer is turned into its order; exact.
    package var spoolBytes = 0
    /// What the worker's pace multiplies estimated seconds by.
    var pace = 1.0

    package init() {}

    package static func + (left: ReadCost, right: ReadCost) -> ReadCost {
        var sum = left
        sum.chunks += right.chunks
        sum.decodedBytes += right.decodedBytes
        sum.fetchedBytes += right.fetchedBytes
        sum.outputCells += right.outputCells
        sum.outputBytes += right.outputBytes
        // One array after the other is transposed.
        sum.spoolBytes = max(left.spoolBytes, right.spoolBytes)
        sum.pace = max(left.pace, right.pace)
        return sum
    }

    /// What a worker's own pace starts from.
    ///
    /// Decoded bytes a second: zstd on two cores that others used as well (blosc with lz4 was twice as fast, plain
    /// chunks eight times). Fetched bytes a second: a network of a gigabit. Chunks a second: 32,000 a second came from a
    /// local disk, 770 from a server that answers after 50 ms.
    private static let decodedPerSecond = 500_000_000.0
    private static let fetchedPerSecond = 100_000_000.0
    private static let chunksPerSecond = 2_000.0

    /// Seconds that reading takes, estimated by the rates and the worker's pace.
    package var seconds: Double { secondsByRates * pace }

    var secondsByRates: Double {
        Double(decodedBytes) / Self.decodedPerSecond + Double(fetchedBytes) / Self.fetchedPerSecond
            + Double(chunks) / Self.chunksPerSecond
    }

    /// The figure that a limit is held against; nil for those that are no cost of reading.
    package subscript(name: Limits.Name) -> Int? {
        switch name {
        case .decodedBytes: decodedBytes
        case .fetchedBytes: fetchedBytes
        case .chunks: chunks
        case .outputCells: outputCells
        case .outputBytes: outputBytes
        case .spoolBytes: spoolBytes
        case .seconds: Int(min(seconds.rounded(.up), 1e15))
        case .pixels, .pictureSide, .vertices, .crossings, .coordinateBytes, .chunkBytes, .memory: nil
        }
    }

    /// Figures that are estimates; the others are exact.
    package static let estimated: Set<Limits.Name> = [.fetchedBytes, .seconds]
}
