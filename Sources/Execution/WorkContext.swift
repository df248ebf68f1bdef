internal import CPlatform
internal import Synchronization

/// What travels with a request through every layer: its deadline, its cancellation and what it has cost so far.
///
/// One request is one thread, but fetches and decoding for it run on others: everything here is safe to share.
package final class WorkContext: Sendable {
    package let requestID: String
    /// Who asks: the catalogue decides with it what may be seen.
    package let principal: Principal
    package let deadline: Deadline
    package let measurements: Measurements
    private let cancelled = Atomic<Bool>(false)
    /// The request's connection, polled for a client that has gone; negative when there is none.
    private let connection: Int32

    package init(
        requestID: String = "",
        principal: Principal = .anonymous,
        deadline: Deadline,
        connection: Int32 = -1,
        measurements: Measurements = Measurements()
    ) {
        self.requestID = requestID
        self.principal = principal
        self.deadline = deadline
        self.connection = connection
        self.measurements = measurements
    }

    /// A context for work that no client waits for, such as a command or opening a dataset at start.
    package static func background(seconds: Double) -> WorkContext {
        WorkContext(deadline: .after(seconds: seconds))
    }

    package func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    /// Call once for each chunk, not for each value: about a microsecond when there is a connection to poll.
    ///
    /// - Throws: `deadlinePassed`, or `cancelled` when the client is gone.
    package func check() throws(Interruption) {
        if cancelled.load(ordering: .relaxed) { throw .cancelled }
        if deadline.hasPassed { throw .deadlinePassed }
        if connection >= 0, sluice_peer_is_gone(connection) != 0 {
            cancel()
            throw .cancelled
        }
    }
}
