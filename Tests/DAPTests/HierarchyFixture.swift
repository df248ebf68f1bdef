import Catalogue
import Cube
import Execution
import Failures
import JSON
import Synchronization
import TestSupport
import Zarr

/// A dataset `tree` of groups in memory, each opened when it is asked for.
final class HierarchyFixture: ScriptedCatalogue {
    private let root: ZarrGroup
    private let policy: Policy
    private let failures: [String: Failure]
    private let opened = Mutex<[String]>([])

    /// `failures` are what opening groups of these names ends in.
    init(_ root: ZarrGroup, policy: Policy = .unrestricted, failures: [String: Failure] = [:]) {
        self.root = root
        self.policy = policy
        self.failures = failures
    }

    /// Addresses of what was opened so far.
    var openedAddresses: [String] { opened.withLock { $0 } }

    var ids: [String] { ["tree"] }

    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        opened.withLock { $0.append(address.text) }
        var (group, ancestors) = (root, [ZarrGroup]())
        for name in address.groups {
            if let failure = failures[name] { throw failure }
            guard let child = group.group(at: name) else {
                throw Failure.notFound(.group, name: name, known: [])
            }
            ancestors.insert(group, at: 0)
            group = child
        }
        return try Dataset.open(
            group,
            ancestors: ancestors,
            address: address,
            title: nil,
            summary: nil,
            version: DatasetVersion(snapshot: "1", isPinned: false, freshSeconds: 60),
            limits: Limits(),
            policy: .unrestricted,
            resources: ReadingResources(ledger: MemoryLedger(budget: 64 << 20)),
            context: context
        ).restricted(by: policy)
    }
}
