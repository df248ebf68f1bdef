package import Execution

/// Which snapshot of a dataset an answer came from, and for how long that may be believed.
package struct DatasetVersion: Sendable, Hashable {
    /// Snapshot id, or a digest of the metadata for stores without versions.
    package let snapshot: String
    /// True when the address names a snapshot, which never changes.
    package let isPinned: Bool
    /// The ref that names this very snapshot for ever; nil where there is none, or none that clients may use.
    package let pin: String?
    /// The ref of which this is a snapshot; nil for the dataset's own.
    package let latest: String?
    /// Whether `snapshot` stands for every byte of the data: a digest of metadata does not.
    package let coversData: Bool
    /// Whole seconds for which a client need not ask again, whatever happens.
    package let freshSeconds: Int
    /// Before when no other snapshot is to be expected, by the rhythm of those before; nil where there is none.
    package let quietUntil: Deadline?
    /// Whole seconds for which that is believed at most.
    package let mostFreshSeconds: Int
    /// A digest of what the operator's configuration adds to the data: titles, limits, rules.
    package let configuration: String

    package init(
        snapshot: String,
        isPinned: Bool,
        pin: String? = nil,
        latest: String? = nil,
        coversData: Bool = false,
        freshSeconds: Int = 0,
        quietUntil: Deadline? = nil,
        mostFreshSeconds: Int = 0,
        configuration: String = ""
    ) {
        self.snapshot = snapshot
        self.isPinned = isPinned
        self.pin = pin
        self.latest = latest
        self.coversData = coversData
        self.freshSeconds = freshSeconds
        self.quietUntil = quietUntil
        self.mostFreshSeconds = mostFreshSeconds
        self.configuration = configuration
    }

    /// Whole seconds after which a client should ask again, now.
    package var lifetimeSeconds: Int {
        max(freshSeconds, min(Int(quietUntil?.remainingSeconds ?? 0), mostFreshSeconds))
    }
}

extension Dataset {
    /// The addresses of the groups directly below, at the same snapshot; a name with a dot has none.
    package var children: [DatasetAddress] {
        groups.filter(DatasetAddress.isGroupName).map(address.group)
    }

    /// The address at which this snapshot stays for ever; nil for stores without versions.
    package var permalink: DatasetAddress? {
        version.pin.map { DatasetAddress(id: address.id, groups: address.groups, ref: $0) }
    }

    /// The address of the newest snapshot of the same branch.
    package var latest: DatasetAddress {
        DatasetAddress(id: address.id, groups: address.groups, ref: version.latest)
    }
}
