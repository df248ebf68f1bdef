internal import Execution
internal import ObjectStorage

/// What could change in a repository, as one look found it; later looks give other values.
package struct RepositoryState: Sendable {
    enum Content: Sendable {
        /// Spec 2: everything is in `repo`.
        case listed(RepositoryInfo)
        /// Spec 1: what was asked for of names, by name.
        case scattered([String: ReferenceFiles.Lookup])
    }

    let content: Content
    /// Equal for equal states of `repo`, where the store tells; nil in spec 1.
    let validator: String?

    /// Of the repository's format, 1 or 2.
    package var version: Int {
        switch content {
        case .listed: 2
        case .scattered: 1
        }
    }
}
