internal import Cube
internal import Execution
internal import Gateway

/// What went wrong with a request, in the cube's terms.
enum DAPFailure {
    /// Errors of other layers in the cube's terms; one that nobody knows is our own mistake.
    static func of(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: return failure
        case Interruption.deadlinePassed: return .timedOut
        case Interruption.cancelled: return .cancelled
        case Interruption.memoryExhausted, Interruption.heldUp, Interruption.stopping: return .busy
        case is SpoolError: return .noRoom
        case BadRequest.malformedPath(let what), BadRequest.malformedQuery(let what):
            return .invalid(parameter: "address", received: what, expected: "a well-formed address")
        default: return .defect
        }
    }

    /// An unknown variable or dimension is a bad constraint, not a missing resource.
    static func status(_ failure: Failure) -> Int {
        switch failure {
        case .notFound(.variable, _, _), .notFound(.axis, _, _): 400
        default: failure.status
        }
    }
}
