/// What a plan will cost, known before anything is read.
package struct ReadCost: Sendable, Equatable {
    /// Chunks that hold a wanted value; exact.
    package var chunks = 0
    /// Bytes of those chunks once decoded, times the passes over them; exact where chunks are equal, else at most so
    /// many.
    package var decodedBytes = 0
    /// Values in the answer; exact.
    package var outputCells = 0
    /// Bytes of those values in their stored type; exact.
    package var outputBytes = 0

    package init() {}

    package static func + (left: ReadCost, right: ReadCost) -> ReadCost {
        var sum = left
        sum.chunks += right.chunks
        sum.decodedBytes += right.decodedBytes
        sum.outputCells += right.outputCells
        sum.outputBytes += right.outputBytes
        return sum
    }
}
