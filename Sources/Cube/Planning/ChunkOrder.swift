internal import Zarr

/// Hands chunks on in the order in which they were asked for, whatever the order in which they come.
///
/// Those that wait are of one group that is read together, whose memory is reserved.
struct ChunkOrder {
    private var next = 0
    private var waiting: [Int: DecodedChunk] = [:]

    mutating func take(
        _ chunk: DecodedChunk,
        at index: Int,
        _ deliver: (Int, DecodedChunk) throws -> Void
    ) rethrows {
        waiting[index] = chunk
        while let chunk = waiting.removeValue(forKey: next) {
            next += 1
            try deliver(next - 1, chunk)
        }
    }
}
