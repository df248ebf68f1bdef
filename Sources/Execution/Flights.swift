/// Things that are being fetched, so that nobody fetches them twice.
///
/// Who finds some missing either leads their flights or follows another's. A leader brings all of its own flights to an
/// end before it follows any, so no two can wait for each other. A flight whose leader gave up is led by a follower.
package final class Flights<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
    private let running = Monitor<[Key: Flight]>([:])

    package init() {}

    package enum Part {
        case lead(Flight)
        case follow(Flight)
    }

    package enum Ending: Sendable {
        case arrived(Value)
        case failed(Failure)
        /// The leader's request ended first; that says nothing of the thing.
        case abandoned
    }

    /// One part in the flight of each key.
    package func join(_ keys: [Key]) -> [Part] {
        running.withLock { running in
            keys.map { key in
                if let flight = running[key] { return .follow(flight) }
                let flight = Flight(key)
                running[key] = flight
                return .lead(flight)
            }
        }
    }

    /// Ends a flight with what came of it.
    package func end(_ flight: Flight, _ ending: Ending) {
        running.withLock { running in
            if running[flight.key] === flight { running.removeValue(forKey: flight.key) }
        }
        flight.end(ending)
    }

    /// One thing under way.
    package final class Flight: Sendable {
        package let key: Key
        private let ending = Monitor<Ending?>(nil)

        init(_ key: Key) {
            self.key = key
        }

        fileprivate func end(_ ending: Ending) {
            self.ending.update { if $0 == nil { $0 = ending } }
        }

        /// Waits for the leader, to the caller's own deadline.
        package func wait(_ context: WorkContext) throws(Interruption) -> Ending {
            while true {
                try context.check()
                let pause = min(Deadline.after(seconds: 0.25), context.deadline)
                if let ending = ending.wait(until: pause, for: { $0 }) { return ending }
            }
        }
    }
}
