package import Failures

/// Why a published dataset cannot be opened: what clients are told, and what the operator is told beyond that.
package struct OpeningError: Error, Sendable, Equatable {
    package let failure: Failure
    /// May name paths and addresses: for logs and terminals.
    package let cause: String
    /// Whether what the operator named is not there: nothing of it is left to go on with.
    package let isAbsence: Bool

    package init(failure: Failure, cause: String, isAbsence: Bool = false) {
        self.failure = failure
        self.cause = cause
        self.isAbsence = isAbsence
    }
}
