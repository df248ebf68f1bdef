internal import Cube
internal import Execution
internal import ObjectStorage
internal import Zarr

/// Opens the stores that the configuration names, all through one transfer engine and one chunk cache.
struct StoreHierarchyOpener: HierarchyOpener {
    let engine: TransferEngine
    let reader: ZarrReader

    func open(_ published: PublishedDataset, context: WorkContext) throws -> Hierarchy {
        let store = try store(of: published, context)
        do {
            return Hierarchy(top: try reader.open(store, path: "", context: context))
        } catch ZarrError.noNode where !published.group.isEmpty {
            // A group without a hierarchy above it, as writers leave them that know no root.
            return Hierarchy(top: try reader.open(store, path: published.group, context: context))
        }
    }

    private func store(of published: PublishedDataset, _ context: WorkContext) throws(Failure)
        -> any ObjectStore
    {
        do {
            return try StoreOpener.open(published.store, engine: engine)
        } catch {
            context.measurements.note("store", "\(published.id): \(error)")
            throw .storage(dataset: published.id, key: "", .unreachable)
        }
    }
}
