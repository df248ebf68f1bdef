internal import Glibc

/// A location that means a zip archive: the store that it lies in, and its key there.
struct ZipLocation: Equatable {
    let parent: String
    let key: String

    /// Nil for a location that does not end in `.zip`, and for a folder of such a name.
    init?(_ location: String) {
        let isURL = location.contains("://") || location.hasPrefix("file:")
        let query = isURL ? location.firstIndex(of: "?").map { location[$0...] } ?? "" : ""
        let path = location.dropLast(query.count)
        guard path.lowercased().hasSuffix(".zip") else { return nil }
        let slash = path.lastIndex(of: "/")
        let name = slash.map { path[path.index(after: $0)...] } ?? path
        let folder = slash.map { path[..<$0] } ?? "."
        // The name behind `scheme://` is a host or a bucket.
        guard !isURL || !folder.hasSuffix("/") || folder == "file://" else { return nil }
        guard let key = isURL && !path.hasPrefix("s3") ? PercentEscapes.decoded(name) : String(name),
            ObjectKey.isSafe(key), isURL || !Self.isFolder(location)
        else { return nil }
        self.key = key
        parent = (folder.isEmpty ? "/" : folder == "file://" ? "file:///" : String(folder)) + query
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
