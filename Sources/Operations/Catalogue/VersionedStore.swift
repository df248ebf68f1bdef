package import Execution

/// A store whose states have names: branches that move, tags that stay, snapshots that never change.
///
/// Every call asks the store: keeping answers is the business of who asks.
package protocol VersionedStore: Sendable {
    /// What a name means now: a branch, else a tag, else a snapshot.
    ///
    /// With `asOf` (microseconds since 1970, UTC) it is the newest state in that one's history that is no younger. Nil
    /// when nothing has the name, or its history begins later.
    func find(_ name: String, asOf: Int64?, context: WorkContext) throws -> FoundVersion?

    /// The names of branches and tags, as far as the store can list them.
    func names(context: WorkContext) throws -> [String]

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

    package init(kind: Kind, snapshot: String) {
        self.kind = kind
        self.snapshot = snapshot
    }
}

/// Why a ref cannot be followed although the store answers.
enum VersionError: Error, Equatable {
    /// The configured ref was there and is not any more: whoever took it away gave nothing in its place.
    case configuredRefIsGone(String)
}
