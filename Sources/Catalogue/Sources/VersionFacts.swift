internal import CF

/// A prefix below which a repository keeps chunks of others: whether the operator allows it.
package struct VirtualPlace: Sendable, Equatable {
    /// For operators only: clients are told no addresses of stores.
    package let prefix: String
    package let isAllowed: Bool

    package init(prefix: String, isAllowed: Bool) {
        self.prefix = prefix
        self.isAllowed = isAllowed
    }
}

/// The names of a dataset's snapshots.
package struct VersionReferences: Sendable, Equatable {
    package struct Named: Sendable, Equatable {
        package let name: String
        package let snapshot: String

        package init(name: String, snapshot: String) {
            self.name = name
            self.snapshot = snapshot
        }
    }

    package let branches: [Named]
    package let tags: [Named]

    package init(branches: [Named], tags: [Named]) {
        self.branches = branches
        self.tags = tags
    }
}

/// One commit of a history.
package struct VersionCommit: Sendable, Equatable {
    package let snapshot: String
    package let parent: String?
    package let message: String
    package let author: String?
    /// Milliseconds since 1970, UTC.
    package let time: Int64

    package init(snapshot: String, parent: String?, message: String, author: String?, time: Int64) {
        self.snapshot = snapshot
        self.parent = parent
        self.message = DisplayText.listed(message)
        self.author = author
        self.time = time
    }
}

/// What one commit changed; paths begin at the store's root, without a slash in front.
package struct VersionChanges: Sendable, Equatable {
    /// Chunks of one array that were written or deleted.
    package struct Chunks: Sendable, Equatable {
        package let path: String
        package let count: Int
        /// The box around their elements, by dimension; nil when it is not known.
        package let indices: [Range<Int>]?

        package init(path: String, count: Int, indices: [Range<Int>]?) {
            self.path = path
            self.count = count
            self.indices = indices
        }
    }

    package var created: [String] = []
    package var deleted: [String] = []
    /// Whose attributes or shape changed.
    package var updated: [String] = []
    /// Paths before and after.
    package var moved: [[String]] = []
    package var chunks: [Chunks] = []

    package init() {}
}
