/// Why work for a request ended before its result: never the data's fault.
package enum Interruption: Error, Sendable, Equatable {
    /// The request's deadline passed.
    case deadlinePassed
    /// The client closed the connection.
    case cancelled
    /// The worker stops, and has given the request as long as it may.
    case stopping
    /// The work would not fit into the worker's memory before the deadline; `requested` and `budget` in bytes.
    case memoryExhausted(requested: Int, budget: Int)
    /// What the work waits for is silent or keeps failing, and as many wait for it already as may: see `Bulkheads`.
    case heldUp
    /// Whoever asks has used, or waits for, as much as it may for now: the request's account says of what.
    case overused
}

extension Interruption: CustomStringConvertible {
    package var description: String {
        switch self {
        case .deadlinePassed: "it took longer than it may"
        case .cancelled: "it was cancelled"
        case .stopping: "the worker that did it stopped"
        case .memoryExhausted(let requested, let budget):
            "it needs \(requested) bytes of memory, \(LimitKey.memory.words(of: budget))"
        case .heldUp: "its store does not answer, and as many requests wait for it as may"
        case .overused: "whoever asks has used as much as it may for now"
        }
    }
}
