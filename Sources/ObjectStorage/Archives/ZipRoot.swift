internal import JSON

extension ZipDirectory {
    /// Names of objects that make a folder the root of a hierarchy.
    private static let documents: Set<Substring> = ["zarr.json", ".zgroup", ".zarray", ".zmetadata"]

    /// The shallowest folder with a Zarr document, with a slash behind it; empty for the archive's own top.
    ///
    /// Archives are often made of a folder and not of what is in it.
    var root: String {
        var best: (depth: Int, folder: Substring)?
        for name in entries.keys.lazy.map(\.text) {
            let slash = name.lastIndex(of: "/")
            let last = slash.map { name[name.index(after: $0)...] } ?? name[...]
            guard Self.documents.contains(last) else { continue }
            let folder = slash.map { name[...$0] } ?? ""
            let depth = folder.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) }
            if best.map({ (depth, folder) < ($0.depth, $0.folder) }) ?? true { best = (depth, folder) }
        }
        // Two hierarchies side by side have the folder above them as their root.
        guard let best, best.depth > 0 else { return "" }
        let above = best.folder.dropLast().lastIndex(of: "/").map { best.folder[...$0] } ?? ""
        let isAlone = entries.keys.lazy.map(\.text).allSatisfy { name in
            !name.hasPrefix(above) || name.hasPrefix(best.folder)
                || !name.dropFirst(above.count).contains("/")
        }
        return String(isAlone ? best.folder : above)
    }
}
