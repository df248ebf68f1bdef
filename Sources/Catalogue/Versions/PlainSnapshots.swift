internal import Cube
internal import Execution
internal import Failures

/// The snapshots of a store without versions: the one that it has now, looked at again after `refresh`.
struct PlainSnapshots: SnapshotLookup {
    let held: HeldSnapshots

    func version(
        at address: DatasetAddress,
        _ arrival: Deadline,
        _ context: WorkContext
    ) throws -> ResolvedSnapshot {
        // A store without versions has none to name.
        guard address.ref == nil else {
            throw Failure.notFound(.dataset, name: address.text, known: [])
        }
        let head = try head(arrival, context)
        let open = try held.ownVersion(head, context) { try look($0).version }
        return ResolvedSnapshot(open: open, kind: .unversioned)
    }

    func open(_ version: DatasetVersion, _ context: WorkContext) throws -> OpenSnapshot {
        guard let open = held.versions.newest, version.isSnapshot(of: open.snapshot) else {
            throw Failure.storage(dataset: held.published.id, key: held.published.group, .changed)
        }
        return open
    }

    private func head(_ arrival: Deadline, _ context: WorkContext) throws -> RefCache.Head {
        // What was met in the first try says more than what another look has found before.
        let head = try held.heads.head(
            of: key,
            since: context.retry.firstError == nil
                ? arrival.earlier(bySeconds: held.published.refreshSeconds(hasVersions: false)) : arrival,
            context: context
        ) { context, old in
            try held.remembered(old == nil ? "" : "state") { try look(context).record }
        }
        guard head.record.kind == .absent else { return head }
        // Another worker has found it gone: here it is found out why, or that it is back.
        return RefCache.Head(record: try held.remembered("") { try look(context).record }, isStale: false)
    }

    /// Reads the metadata as they are now, whatever they were.
    ///
    /// A store that is gone is no store that does not answer: all chunks of its last state would be taken for absent ones.
    private func look(_ context: WorkContext) throws -> (version: OpenSnapshot, record: RefRecord) {
        let startedAt = Deadline.now.nanoseconds
        do {
            let hierarchy = try held.trial(context) {
                try held.opener.hierarchy(of: held.published, context: context)
            }
            return keep(hierarchy, startedAt: startedAt)
        } catch let error as OpeningError where error.isAbsence {
            held.heads.publish(RefRecord(kind: .absent, snapshot: "", startedAt: startedAt), for: key)
            throw error
        }
    }

    /// Keeps metadata that were read from `startedAt` on, for all workers of the host to know.
    func keep(
        _ hierarchy: Hierarchy,
        startedAt: UInt64
    ) -> (version: OpenSnapshot, record: RefRecord) {
        let record = RefRecord(kind: .unversioned, snapshot: hierarchy.validator, startedAt: startedAt)
        held.heads.publish(record, for: key)
        return (
            held.versions.keep(OpenSnapshot(snapshot: record.snapshot, hierarchy: hierarchy)), record
        )
    }

    private var key: RefKey { RefKey(store: held.published.store, ref: nil) }
}
