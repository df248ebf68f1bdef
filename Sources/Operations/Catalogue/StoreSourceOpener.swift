internal import Cube
internal import Execution
internal import ObjectStorage
internal import Zarr

/// Opens the stores that the configuration names, all through one transfer engine and one chunk cache.
struct StoreSourceOpener: SourceOpener {
    let engine: TransferEngine
    let reader: ZarrReader
    let profiles: StorageProfiles

    func open(_ published: PublishedDataset, context: WorkContext) throws -> DatasetSource {
        .plain(try hierarchy(of: published, context: context))
    }

    func hierarchy(of published: PublishedDataset, context: WorkContext) throws -> Hierarchy {
        let store = try store(of: published, context)
        do {
            return try open(store, group: published.group, context)
        } catch ZarrError.noNode(let path) {
            // Nothing is wrong with the client's address: what the operator named is not there.
            context.measurements.note(
                "store",
                "\(published.id): no Zarr group at '\(path)' in \(store.label)"
            )
            throw Failure.storage(
                dataset: published.id,
                key: path,
                .corrupt(reason: "there is no Zarr group")
            )
        }
    }

    private func open(_ store: any ObjectStore, group: String, _ context: WorkContext) throws -> Hierarchy {
        do {
            return Hierarchy(top: try reader.open(store, path: "", context: context))
        } catch ZarrError.noNode where !group.isEmpty {
            // A group without a hierarchy above it, as writers leave them that know no root.
            return Hierarchy(top: try reader.open(store, path: group, context: context))
        }
    }

    private func store(of published: PublishedDataset, _ context: WorkContext) throws(Failure)
        -> any ObjectStore
    {
        do {
            return try StoreOpener.open(published.store, profiles: profiles, engine: engine)
        } catch {
            context.measurements.note("store", "\(published.id): \(error)")
            throw .storage(dataset: published.id, key: "", .unreachable)
        }
    }
}
