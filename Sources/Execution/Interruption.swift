/// Why work for a request ended before its result: never the data's fault.
package enum Interruption: Error, Sendable, Equatable {
    /// The request's deadline passed.
    case deadlinePassed
    /// The client closed the connection, or the worker is stopping.
    case cancelled
    /// The work would not fit into the worker's memory before the deadline; `requested` and `budget` in bytes.
    case memoryExhausted(requested: Int, budget: Int)
}
