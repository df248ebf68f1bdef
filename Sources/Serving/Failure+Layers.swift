internal import Execution
package import Failures
internal import Gateway

extension Failure {
    /// The class of what a request threw, whichever layer did: every protocol words the same ones in its own document.
    ///
    /// Errors of stores are failures already where they leave the cube, which knows dataset and key. Nil for a
    /// protocol's own errors, for routing and negotiation, which are no failures of a dataset, and for what nobody
    /// knows: our own mistake.
    package init?(classifying error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let interruption as Interruption: self.init(interruption)
        case let error as SpoolError: self.init(error)
        case is TransportError: self = .cancelled
        case CredentialRefusal.bad: self = .unauthenticated
        case CredentialRefusal.slow: self = .tooManyRequests
        case CredentialRefusal.unknowable: self = .busy
        case BadRequest.malformedPath(let what), BadRequest.malformedQuery(let what):
            self = .invalid(parameter: "address", received: what, expected: "a well-formed address")
        default: return nil
        }
    }
}
