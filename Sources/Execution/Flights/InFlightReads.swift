/// Things that are being fetched, so that none is fetched twice at a time.
///
/// A reader that finds some missing either leads their flights or follows another reader's. A leader ends all of its own
/// flights before it follows any, so no two can wait for each other. When a leader gives up, a follower takes its flight
/// over and finds there what was left under way: see `Waiter`.
package final class InFlightReads<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
    private let running = Monitor<[Key: Flight]>([:])

    package init() {}

    package enum Part {
        case lead(Flight)
        /// Followers are counted: keep this one until the thing is here, also while leading a flight of its own for it.
        case follow(Follower)
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
                if let flight = running[key] { return .follow(Follower(flight)) }
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
    package final class Flight: Waiter {
        package let key: Key
        fileprivate let followers = FollowerCount()
        private let ending = Monitor<Ending?>(nil)

        init(_ key: Key) {
            self.key = key
        }

        package var isShared: Bool { followers.isShared }

        package var hasEnded: Bool { ending.withLock { $0 != nil } }

        fileprivate func end(_ ending: Ending) {
            self.ending.update { if $0 == nil { $0 = ending } }
        }

        fileprivate func wait(_ context: WorkContext) throws(Interruption) -> Ending {
            try context.waiting { () throws(Interruption) in
                while true {
                    try context.check()
                    let pause = min(Deadline.after(seconds: 0.25), context.deadline)
                    if let ending = ending.wait(until: pause, for: { $0 }) { return ending }
                }
            }
        }
    }

    /// A reader that waits for a flight that another leads.
    package final class Follower: Sendable {
        private let flight: Flight
        private let ticket: WaiterToken

        init(_ flight: Flight) {
            self.flight = flight
            ticket = WaiterToken(flight.followers)
        }

        /// Waits for the leader, to the caller's own deadline.
        package func wait(_ context: WorkContext) throws(Interruption) -> Ending {
            try flight.wait(context)
        }
    }
}
