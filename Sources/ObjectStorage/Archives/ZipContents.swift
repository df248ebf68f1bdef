internal import Execution
internal import JSON

/// An opened archive: its entries below the root of the hierarchy, and where the data of those begin that were read.
final class ZipContents: Sendable {
    let entries: [ExactText: ZipDirectory.Entry]
    /// Of the archive when its directory was read; another one has other entries in these places.
    let validator: String?
    /// Bytes of the archive.
    let length: Int
    private let root: String
    /// What stands directly below each folder.
    private let listings: [ExactText: Listing]
    /// Where the data of an entry begin, by the offset of its header.
    private let starts = Monitor<[Int: Int]>([:])

    /// Of the names of all folders together, each once.
    private static let maxFolderBytes = 16 << 20

    /// - Throws: `tooLarge` when there are more folders than any hierarchy has.
    init(_ directory: ZipDirectory, length: Int, validator: String?) throws(ZipFault) {
        entries = directory.entries
        root = directory.root
        self.length = length
        self.validator = validator
        listings = try Self.listings(
            entries.keys.map(\.text).filter { $0.utf8.starts(with: directory.root.utf8) },
            root: directory.root
        )
    }

    /// The entry at a key of the hierarchy; keys may also be written from the archive's own top.
    func entry(_ key: String) -> ZipDirectory.Entry? {
        entries[ExactText(root + key)] ?? entries[ExactText(key)]
    }

    func listing(_ prefix: String) -> Listing {
        listings[ExactText(prefix)] ?? Listing(prefixes: [], objects: [])
    }

    /// Where the data of `entry` begin; nil while its header has not been read.
    func start(of entry: ZipDirectory.Entry) -> Int? { starts.withLock { $0[entry.offset] } }

    func note(start: Int, of entry: ZipDirectory.Entry) { starts.withLock { $0[entry.offset] = start } }

    private static func listings(_ names: [String], root: String) throws(ZipFault) -> [ExactText: Listing] {
        var folders: [ExactText: Set<ExactText>] = [:]
        var objects: [ExactText: Set<ExactText>] = [:]
        var bytes = 0
        for name in names {
            var path = Substring(name.utf8.dropFirst(root.utf8.count))
            guard ObjectKey.isSafe(String(path)) else { continue }
            var isObject = true
            while true {
                let slash = path.lastIndex(of: "/")
                let folder = ExactText(slash.map { String(path[..<$0]) } ?? "")
                // A name of two thousand bytes may have a thousand folders above it.
                if folders[folder] == nil, objects[folder] == nil { bytes += folder.text.utf8.count }
                guard bytes <= maxFolderBytes else {
                    throw .tooLarge(what: "bytes of folders' names", count: bytes, limit: maxFolderBytes)
                }
                let last = ExactText(String(slash.map { path[path.index(after: $0)...] } ?? path))
                let isNew =
                    isObject
                    ? objects[folder, default: []].insert(last).inserted
                    : folders[folder, default: []].insert(last).inserted
                guard let slash, isNew else { break }
                path = path[..<slash]
                isObject = false
            }
        }
        return Dictionary(
            uniqueKeysWithValues: Set(folders.keys).union(objects.keys).map { folder in
                let listing = Listing(
                    prefixes: (folders[folder] ?? []).sorted().map(\.text),
                    objects: (objects[folder] ?? []).sorted().map(\.text)
                )
                return (folder, listing)
            }
        )
    }
}
