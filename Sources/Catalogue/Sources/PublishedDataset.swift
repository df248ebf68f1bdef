package import ObjectStorage

/// One dataset as the configuration names it.
package struct PublishedDataset: Sendable, Equatable {
    /// Which names of a store's snapshots clients may use.
    package enum Refs: String, Sendable, CaseIterable {
        /// All, and they are told which there are.
        case listed
        /// All, if they know them.
        case hidden
        /// None: they get the snapshot of the configured ref.
        case fixed
    }

    /// Re-reading metadata costs more than following a name.
    private static let usualSeconds = (versions: 5.0, metadata: 60.0)

    package let id: String
    /// A URL, or an absolute path.
    package let store: String
    package var title: String?
    package var summary: String?
    /// Path of the group inside the store, without slashes at its ends; empty for the root.
    package var group: String
    /// Paths of arrays below the group, for stores that cannot be listed and do not tell what they hold.
    package var arrays: [String] = []
    /// Of a store with versions: the branch, tag or snapshot that is served where the client names none.
    package var ref = "main"
    package var refs = Refs.listed
    /// Seconds for which a snapshot is believed without another look; nil is the kind of store's own.
    package var refreshSeconds: Double?
    /// Seconds for which clients may keep an answer at most, until the update that the dataset's rhythm lets expect.
    package var lifetimeSeconds = 300.0
    /// Where chunks may be that a repository only refers to.
    package var virtualChunks: [VirtualLocations.Place] = []

    package init(
        id: String,
        store: String,
        title: String? = nil,
        summary: String? = nil,
        group: String = "",
        refreshSeconds: Double? = nil
    ) {
        self.id = id
        self.store = store
        self.title = title
        self.summary = summary
        self.group = group
        self.refreshSeconds = refreshSeconds
    }

    /// Paths from the store's root of what the operator names.
    package var namedPaths: [String] {
        (group.isEmpty ? [] : [group]) + arrays.map { ObjectKey.joining(group, $0) }
    }

    package func refreshSeconds(hasVersions: Bool) -> Double {
        refreshSeconds ?? (hasVersions ? Self.usualSeconds.versions : Self.usualSeconds.metadata)
    }
}
