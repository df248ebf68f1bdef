package import Failures

/// A data variable of which it is not known where or when its values are, as one of its coordinates is damaged.
///
/// By index it is read like any other array; nothing else can be asked of it.
package struct UnreadableVariable: Sendable {
    package let stored: StoredVariable
    /// The array that cannot be read.
    package let coordinate: String
    /// What those are told who ask for the variable by name.
    package let failure: Failure

    package var name: String { stored.name }

    /// Why it has neither maps nor places.
    package var reason: String { "its coordinate '\(coordinate)' cannot be read" }
}
