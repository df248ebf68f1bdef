internal import Execution

/// Chunks that are being fetched, so that none is fetched twice at a time.
typealias InFlightChunks = InFlightReads<ChunkIdentity, DecodedChunk, ZarrError>
typealias ChunkFlight = InFlightChunks.Flight
typealias ChunkFollower = InFlightChunks.Follower
