internal import Execution

/// Chunks that are being fetched, so that nobody fetches them twice.
typealias ChunkFlights = Flights<ChunkIdentity, DecodedChunk, ZarrError>
typealias ChunkFlight = ChunkFlights.Flight
typealias ChunkFollower = ChunkFlights.Follower
