internal import Execution

/// Chunks that are being fetched, so that nobody fetches them twice.
///
/// Who finds a chunk missing either leads its flight or follows another's. A leader brings all of its own flights to an
/// end before it follows any, so no two can wait for each other. A flight whose leader gave up is led by a follower.
final class ChunkFlights: Sendable {
    private let running = Monitor<[ChunkIdentity: ChunkFlight]>([:])

    enum Part {
        case lead(ChunkFlight)
        case follow(ChunkFlight)
    }

    /// One part in the flight of each chunk.
    func join(_ identities: [ChunkIdentity]) -> [Part] {
        running.withLock { running in
            identities.map { identity in
                if let flight = running[identity] { return .follow(flight) }
                let flight = ChunkFlight(identity)
                running[identity] = flight
                return .lead(flight)
            }
        }
    }

    /// Ends a flight with what came of it.
    func end(_ flight: ChunkFlight, _ ending: ChunkFlight.Ending) {
        running.withLock { running in
            if running[flight.identity] === flight { running.removeValue(forKey: flight.identity) }
        }
        flight.end(ending)
    }
}

/// One chunk under way.
final class ChunkFlight: Sendable {
    enum Ending: Sendable {
        case arrived(DecodedChunk)
        case failed(ZarrError)
        /// The leader's request ended first; that says nothing of the chunk.
        case abandoned
    }

    let identity: ChunkIdentity
    private let ending = Monitor<Ending?>(nil)

    init(_ identity: ChunkIdentity) {
        self.identity = identity
    }

    fileprivate func end(_ ending: Ending) {
        self.ending.update { if $0 == nil { $0 = ending } }
    }

    /// Waits for the leader, to the caller's own deadline.
    func wait(_ context: WorkContext) throws(Interruption) -> Ending {
        while true {
            try context.check()
            let pause = min(Deadline.after(seconds: 0.25), context.deadline)
            if let ending = ending.wait(until: pause, for: { $0 }) { return ending }
        }
    }
}
