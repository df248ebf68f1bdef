internal import ObjectStorage

extension PublishedDataset {
    /// What is told of a store that is there and holds no Zarr node at `path`, which is empty for its root.
    package func absence(of path: String) -> String {
        let place = path.isEmpty ? "" : " at '\(path)'"
        return
            "\(StoreLocation.shown(store)) holds no Zarr group\(place): there is no zarr.json, .zgroup or .zmetadata"
    }
}
