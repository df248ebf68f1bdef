internal import Execution

/// Chunks that are being fetched, so that nobody fetches them twice.
typealias InFlightChunks = InFlightReads<ChunkIdentity, DecodedChunk, ZarrError>
typealias ChunkFlight = InFlightChunks.Flight
typealias ChunkFollower = InFlightChunks.Follower
