package import Execution

/// What ends work before its result, and what finds no room, as failures of the request.
extension Failure {
    package init(_ error: SpoolError, context: WorkContext) {
        context.measurements.note("spool", "\(error)")
        self.init(error)
    }

    /// An answer that found no room on disk.
    package init(_ error: SpoolError) {
        self = .noRoom
    }

    package init(_ interruption: Interruption, context: WorkContext) {
        if case .memoryExhausted(let requested, let budget) = interruption {
            context.measurements.note("memory", "requested \(requested) of \(budget) bytes")
        }
        self.init(interruption)
    }

    /// Work that ended before its result.
    package init(_ interruption: Interruption) {
        switch interruption {
        case .deadlinePassed: self = .timedOut
        case .cancelled: self = .cancelled
        case .memoryExhausted, .heldUp, .stopping: self = .busy
        case .overused: self = .tooManyRequests
        }
    }
}
