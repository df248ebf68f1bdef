internal import Failures
internal import Serving

/// What went wrong with a request, in the cube's terms.
enum DAPFailure {
    /// An unknown error is our own mistake.
    static func of(_ error: any Error) -> Failure { Failure(classifying: error) ?? .defect }

    /// An unknown variable or dimension is a bad constraint, not a missing resource.
    static func status(_ failure: Failure) -> Int {
        switch failure {
        case .notFound(.variable, _, _), .notFound(.axis, _, _): 400
        default: failure.status
        }
    }
}
