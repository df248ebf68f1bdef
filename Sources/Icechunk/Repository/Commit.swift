package import JSON

/// One commit of a history.
package struct Commit: Sendable, Equatable {
    package let id: ObjectID
    /// The commit before it, as far as the repository still knows one.
    package let parent: ObjectID?
    package let message: String
    /// Microseconds since 1970.
    package let flushedAt: Int64
    /// What the writer attached, such as `author`.
    package let metadata: JSONObject

    /// Who made it, where the writer said so in one of the usual words.
    package var author: String? {
        ["author", "author_name", "user", "committer"].lazy.compactMap { self.metadata[$0]?.stringValue }
            .first
    }
}

/// A branch or a tag, and the snapshot that it names now.
package struct NamedSnapshot: Sendable, Equatable {
    package let name: String
    package let snapshot: ObjectID
}

/// Every branch and tag of a repository, in the order of their names' bytes.
package struct RepositoryReferences: Sendable, Equatable {
    package let branches: [NamedSnapshot]
    package let tags: [NamedSnapshot]
    /// Names of tags that may never be used again.
    package let deletedTags: [String]
}

/// What a reference turned out to mean.
package struct ResolvedVersion: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case branch
        case tag
        case snapshot
    }

    package let snapshot: ObjectID
    /// What the reference named, before any time was applied.
    package let kind: Kind
    /// True when later commits cannot change what the reference means: a snapshot's id.
    package var isPinned: Bool { kind == .snapshot }
}
