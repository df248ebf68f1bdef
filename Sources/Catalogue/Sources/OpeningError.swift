package import Cube

/// Why a published dataset cannot be opened: what clients are told, and what the operator is told beyond that.
package struct OpeningError: Error, Sendable, Equatable {
    package let failure: Failure
    /// May name paths and addresses: for logs and terminals.
    package let cause: String

    package init(failure: Failure, cause: String) {
        self.failure = failure
        self.cause = cause
    }
}
