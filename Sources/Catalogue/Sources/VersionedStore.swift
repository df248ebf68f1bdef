package import Execution

/// A store whose snapshots have names: branches that move, tags that stay, snapshots that never change.
///
/// Every call asks the store: callers keep answers.
package protocol VersionedStore: Sendable {
    /// What a name means now: a branch, else a tag, else a snapshot.
    ///
    /// With `asOf` (microseconds since 1970, UTC) it is the newest snapshot in that one's history that is no younger. Nil
    /// when nothing has the name, or its history begins later.
    ///
    /// In a request's second try nothing is believed that is not in the store itself.
    func find(_ name: String, asOf: Int64?, context: WorkContext) throws -> FoundVersion?

    /// What this request has found `name` to mean while it opened the store; nil where that was no look at it.
    func foundAtOpening(_ name: String, context: WorkContext) -> FoundVersion?

    /// Branches and tags, as far as the store can list them.
    func references(context: WorkContext) throws -> VersionReferences

    /// Commits from a snapshot backwards, at most `limit`.
    ///
    /// - Throws: `Failure.notFound` when there is no such snapshot.
    func history(from snapshot: String, limit: Int, context: WorkContext) throws -> [VersionCommit]

    /// What a commit changed; nil when nobody wrote it down.
    ///
    /// - Throws: `Failure.notFound` when there is no such snapshot.
    func changes(in snapshot: String, context: WorkContext) throws -> VersionChanges?

    /// Prefixes of virtual chunks that the store's own configuration declares.
    func declaredPrefixes(context: WorkContext) throws -> [String]

    /// The metadata of a snapshot.
    func hierarchy(at snapshot: String, context: WorkContext) throws -> Hierarchy
}

/// What a name was found to mean.
package struct FoundVersion: Sendable, Equatable {
    package enum Kind: Sendable {
        case branch, tag, snapshot
    }

    package let kind: Kind
    package let snapshot: String
    /// When the store was asked, if that was before the call; on the monotonic clock.
    package let askedAt: Deadline?

    package init(kind: Kind, snapshot: String, askedAt: Deadline? = nil) {
        self.kind = kind
        self.snapshot = snapshot
        self.askedAt = askedAt
    }
}

extension VersionedStore {
    package func foundAtOpening(_ name: String, context: WorkContext) -> FoundVersion? { nil }
}
