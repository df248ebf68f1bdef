import Execution
import Failures
import TestSupport
import Zarr

@testable import Catalogue

/// A store with versions that a test fills, breaks and watches: snapshots hold an array named for them.
final class ScriptedVersions: VersionedStore {
    struct Content {
        var branches: [String: String] = [:]
        var tags: [String: String] = [:]
        /// By snapshot, its parent and when it was written, in microseconds since 1970.
        var snapshots: [String: (parent: String?, time: Int64)] = [:]
        var failure: (any Error)?
        var openingFailure: (any Error)?
        var declared: [String] = []
        /// Names that were looked up, and snapshots that were opened, in order.
        var found: [String] = []
        var opened: [String] = []
        /// Runs while a name is being looked up.
        var whileFinding: (@Sendable () -> Void)?
    }

    let content: Monitor<Content>

    init() {
        var content = Content()
        content.snapshots = ["S1": (nil, 1_000_000), "S2": ("S1", 2_000_000), "S3": ("S2", 3_000_000)]
        content.branches = ["main": "S2", "dev": "S3"]
        content.tags = ["v1": "S1"]
        self.content = Monitor(content)
    }

    func find(_ name: String, asOf: Int64?, context: WorkContext) throws -> FoundVersion? {
        let found = try content.withLock { content -> FoundVersion? in
            content.found.append(name)
            if let failure = content.failure { throw failure }
            guard let found = content.meaning(of: name) else { return nil }
            return content.state(found, asOf: asOf)
        }
        content.withLock { $0.whileFinding }?()
        return found
    }

    func references(context: WorkContext) throws -> VersionReferences {
        content.withLock { content in
            VersionReferences(branches: Self.named(content.branches), tags: Self.named(content.tags))
        }
    }

    private static func named(_ names: [String: String]) -> [VersionReferences.Named] {
        names.sorted { $0.key < $1.key }.map { VersionReferences.Named(name: $0.key, snapshot: $0.value) }
    }

    func history(from snapshot: String, limit: Int, context: WorkContext) throws -> [VersionCommit] {
        try content.withLock { content in
            guard content.snapshots[snapshot] != nil else {
                throw Failure.notFound(.version, name: snapshot, known: [])
            }
            var commits: [VersionCommit] = []
            var next: String? = snapshot
            while let name = next, let found = content.snapshots[name], commits.count < limit {
                commits.append(
                    VersionCommit(
                        snapshot: name,
                        parent: found.parent,
                        message: "made \(name)",
                        author: nil,
                        time: found.time / 1000
                    )
                )
                next = found.parent
            }
            return commits
        }
    }

    func declaredPrefixes(context: WorkContext) throws -> [String] { content.withLock { $0.declared } }

    func changes(in snapshot: String, context: WorkContext) throws -> VersionChanges? { nil }

    func hierarchy(at snapshot: String, context: WorkContext) throws -> Hierarchy {
        try content.withLock { content in
            content.opened.append(snapshot)
            if let failure = content.openingFailure ?? content.failure { throw failure }
        }
        return Hierarchy(top: ScriptedHierarchies.root(validator: snapshot, array: snapshot))
    }
}

extension ScriptedVersions.Content {
    fileprivate func meaning(of name: String) -> FoundVersion? {
        if let snapshot = branches[name] { return FoundVersion(kind: .branch, snapshot: snapshot) }
        if let snapshot = tags[name] { return FoundVersion(kind: .tag, snapshot: snapshot) }
        return snapshots[name] == nil ? nil : FoundVersion(kind: .snapshot, snapshot: name)
    }

    fileprivate func state(_ found: FoundVersion, asOf: Int64?) -> FoundVersion? {
        guard let asOf else { return found }
        var next: String? = found.snapshot
        while let name = next, let snapshot = snapshots[name] {
            if snapshot.time <= asOf { return FoundVersion(kind: found.kind, snapshot: name) }
            next = snapshot.parent
        }
        return nil
    }
}

/// Every dataset stands on the same scripted store.
struct ScriptedVersionsOpener: SourceOpener {
    let store: ScriptedVersions

    func open(_ published: PublishedDataset, context: WorkContext) throws -> DatasetSource {
        if let failure = store.content.withLock({ $0.failure }) { throw failure }
        return .versioned(store)
    }

    func hierarchy(of published: PublishedDataset, context: WorkContext) throws -> Hierarchy {
        throw ZarrError.noNode(path: "")
    }
}
