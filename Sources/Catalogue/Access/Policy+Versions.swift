internal import Cube
internal import Principals

/// Which states of a dataset may be asked for.
///
/// A policy that names some leaves those names as what they mean now: neither how things were at a time, nor a history, nor a
/// list of names, nor the snapshots behind names that do not match too.
extension Policy {
    /// The word for an address that names no state.
    private static let latest = "latest"

    /// `ref` is what an address names; nil for nothing.
    func allows(ref: String?) -> Bool {
        versions?.contains { NamePattern($0).matches(ref ?? Self.latest) } ?? true
    }

    /// Whether a dataset's names and history may be told.
    var tellsVersions: Bool { versions == nil }
}

extension Dataset {
    /// The same with no address in it that its policy refuses.
    func withoutRefusedVersions() -> Dataset {
        guard policy.versions != nil else { return self }
        return addressed(
            as: address,
            version: DatasetVersion(
                snapshot: version.snapshot,
                isPinned: version.isPinned,
                pin: version.pin.flatMap { policy.allows(ref: $0) ? $0 : nil },
                latest: policy.allows(ref: version.latest) ? version.latest : address.ref,
                coversData: version.coversData,
                freshSeconds: version.freshSeconds,
                quietUntil: version.quietUntil,
                mostFreshSeconds: version.mostFreshSeconds,
                configuration: version.configuration
            )
        )
    }
}
