/// Merges equal work under way: the first to ask does it, the others wait for its result, each to its own deadline.
///
/// When the first is interrupted (its client left, its deadline passed) one of those waiting starts again; a real
/// error is shared. Nothing is kept once the work is done: keeping is a cache's business.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Progress {
        case running
        case done(Result<Value, any Error>)
    }

    private let flights = Monitor<[Key: Flight]>([:])

    private final class Flight: Sendable {
        let progress = Monitor<Progress>(.running)
    }

    package init() {}

    /// The value for `key`: made by `produce` here, or by another thread that is already at it.
    package func value(
        for key: Key,
        context: WorkContext,
        produce: () throws -> Value
    ) throws -> Value {
        while true {
            let (flight, isLeader) = join(key)
            if isLeader { return try lead(flight, key, produce) }
            if let value = try follow(flight, context) { return value }
        }
    }

    private func join(_ key: Key) -> (Flight, Bool) {
        flights.withLock { flights in
            if let flight = flights[key] { return (flight, false) }
            let flight = Flight()
            flights[key] = flight
            return (flight, true)
        }
    }

    private func lead(_ flight: Flight, _ key: Key, _ produce: () throws -> Value) throws -> Value {
        let result = Result { try produce() }
        flights.withLock { _ = $0.removeValue(forKey: key) }
        flight.progress.update { $0 = .done(result) }
        return try result.get()
    }

    /// Nil when the leader was interrupted: its reasons are not ours, so ask again.
    private func follow(_ flight: Flight, _ context: WorkContext) throws -> Value? {
        let result = flight.progress.wait(until: context.deadline) { progress -> Result<Value, any Error>? in
            guard case .done(let result) = progress else { return nil }
            return result
        }
        guard let result else { throw Interruption.deadlinePassed }
        if case .failure(let error) = result, error is Interruption {
            try context.check()
            return nil
        }
        return try result.get()
    }
}
