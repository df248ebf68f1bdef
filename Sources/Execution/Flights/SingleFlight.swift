/// Merges equal work under way: the first to ask does it, the others wait for its result, each to its own deadline.
///
/// A first caller that is cancelled while others wait goes on for them. When its deadline passes, one of the waiting
/// callers starts again and finds what was under way: see `Waiter`. A real error is shared. Nothing is kept once the work is
/// done: keeping is a cache's business.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Progress {
        case running
        case done(Result<Value, any Error>)
        /// The leader's request ended first; that says nothing of the work.
        case abandoned
    }

    private let flights = Monitor<[Key: Flight]>([:])

    private final class Flight: Sendable {
        let progress = Monitor<Progress>(.running)
        let followers = FollowerCount()
    }

    private enum Part {
        case lead(Flight)
        case follow(Flight, WaiterToken)
    }

    package init() {}

    /// The value for `key`: made by `produce` here, or by another thread that is already at it.
    ///
    /// What `produce` waits for it waits for with `context`.
    package func value(
        for key: Key,
        context: WorkContext,
        produce: () throws -> Value
    ) throws -> Value {
        var tickets: [WaiterToken] = []
        defer { withExtendedLifetime(tickets) {} }
        while true {
            switch join(key) {
            case .lead(let flight): return try lead(flight, key, context, produce)
            case .follow(let flight, let ticket):
                tickets.append(ticket)
                if let value = try follow(flight, context) { return value }
            }
        }
    }

    private func join(_ key: Key) -> Part {
        flights.withLock { flights in
            if let flight = flights[key] { return .follow(flight, WaiterToken(flight.followers)) }
            let flight = Flight()
            flights[key] = flight
            return .lead(flight)
        }
    }

    private func lead(
        _ flight: Flight,
        _ key: Key,
        _ context: WorkContext,
        _ produce: () throws -> Value
    ) throws -> Value {
        let result = Result { try context.leading(flight.followers, produce) }
        flights.withLock { _ = $0.removeValue(forKey: key) }
        var progress = Progress.done(result)
        if case .failure(let error) = result, error is Interruption || context.deadline.hasPassed {
            progress = .abandoned
        }
        flight.progress.update { $0 = progress }
        return try result.get()
    }

    /// Nil when the leader gave up: its reasons are not ours, so ask again.
    private func follow(_ flight: Flight, _ context: WorkContext) throws -> Value? {
        let progress = try context.waiting { () throws(Interruption) -> Progress in
            while true {
                try context.check()
                let pause = min(Deadline.after(seconds: 0.25), context.deadline)
                let ended = flight.progress.wait(until: pause) { progress -> Progress? in
                    if case .running = progress { nil } else { progress }
                }
                if let ended { return ended }
            }
        }
        switch progress {
        case .done(let result): return try result.get()
        case .abandoned, .running: return nil
        }
    }
}
