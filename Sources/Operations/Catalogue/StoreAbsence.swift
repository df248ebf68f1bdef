internal import Glibc
internal import ObjectStorage

/// Why nothing was found where a store should be: a folder that is not there is another mistake than one without Zarr
/// in it.
enum StoreAbsence {
    /// `path` is that of the group inside the store; empty for its root.
    static func words(store location: String, group path: String) -> String {
        let place = path.isEmpty ? "" : " at '\(path)'"
        guard let folder = folder(of: location) else {
            return
                "\(StoreLocation.shown(location)) holds no Zarr group\(place): there is no zarr.json, .zgroup or .zmetadata"
        }
        var status = stat()
        guard stat(folder, &status) == 0 else {
            let code = errno
            return code == ENOENT
                ? "there is no folder \(folder)"
                : "\(folder) cannot be read: \(String(cString: strerror(code)))"
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return
                "\(folder) is a file: a store is a folder, an archive that ends in .zip, or references in .json"
        }
        return "\(folder) holds no Zarr group\(place): there is no zarr.json, .zgroup or .zmetadata"
    }

    /// The path of a store on this host; nil for all others, and for archives and files of references.
    private static func folder(of location: String) -> String? {
        let path = location.hasPrefix("file://") ? String(location.dropFirst("file://".count)) : location
        guard !path.contains("://"), !path.lowercased().hasSuffix(".zip"), !path.hasSuffix(".json") else {
            return nil
        }
        return path
    }
}
