internal import CPlatform

/// A value behind a lock that threads can also wait on.
///
/// The lock is held for short, never across a call into a store or a C library. Waiting always has a deadline.
package final class Monitor<State>: @unchecked Sendable {
    // Safe because `state` is reached only between lock and unlock of `lock`, which lives as long as self.
    private let lock: OpaquePointer
    private var state: State

    package init(_ state: sending State) {
        guard let lock = sluice_monitor_create() else { preconditionFailure("no memory for a lock") }
        self.lock = lock
        self.state = state
    }

    deinit {
        sluice_monitor_destroy(lock)
    }

    /// Reads or changes the value without waking anybody.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        sluice_monitor_lock(lock)
        defer { sluice_monitor_unlock(lock) }
        return try body(&state)
    }

    /// Changes the value and wakes all threads that wait for a change.
    package func update<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        sluice_monitor_lock(lock)
        defer {
            sluice_monitor_wake_all(lock)
            sluice_monitor_unlock(lock)
        }
        return try body(&state)
    }

    /// Waits until `poll` returns a value, asking again after every update; nil when the deadline passes first.
    package func wait<Result, Failure: Error>(
        until deadline: Deadline,
        for poll: (inout State) throws(Failure) -> Result?
    ) throws(Failure) -> Result? {
        sluice_monitor_lock(lock)
        defer { sluice_monitor_unlock(lock) }
        while true {
            if let result = try poll(&state) { return result }
            guard sluice_monitor_wait(lock, deadline.nanoseconds) != 0 else {
                return try poll(&state)
            }
        }
    }
}
