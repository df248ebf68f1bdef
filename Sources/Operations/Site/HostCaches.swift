internal import Catalogue
internal import Execution
internal import Glibc
internal import ObjectStorage

/// What all workers of a host keep on its disk.
///
/// A folder that cannot be used is no reason not to serve.
struct HostCaches {
    let objects: DiskCache?
    let indexes: IndexShelf?

    init(_ settings: CacheSettings?, _ board: NoticeBoard) {
        objects = settings.flatMap { Self.objects($0, board) }
        guard let settings else {
            indexes = nil
            return
        }
        let notices = FolderNotices(name: "index_cache", folder: settings.indexFolder, board: board) {
            OperationsLog.event($0, $1)
        }
        indexes = Self.indexes(settings) { notices.note($0) }
        if settings.indexBytes > 0, indexes == nil {
            let problem = "\(settings.indexFolder) cannot be used: \(Self.cause); indexes are in memory"
            OperationsLog.event("index_cache", [("problem", problem)])
        }
    }

    /// `report`: see `IndexShelf`.
    static func indexes(_ settings: CacheSettings?, report: @escaping @Sendable (String?) -> Void)
        -> IndexShelf?
    {
        guard let settings, settings.indexBytes > 0 else { return nil }
        mkdir(settings.folder, 0o700)
        return IndexShelf(folder: settings.indexFolder, maxBytes: settings.indexBytes, report: report)
    }

    private static func objects(_ settings: CacheSettings, _ board: NoticeBoard) -> DiskCache? {
        guard settings.objectBytes > 0 else { return nil }
        let notices = FolderNotices(name: "object_cache", folder: settings.folder, board: board) {
            OperationsLog.event($0, $1)
        }
        let cache = DiskCache(folder: settings.folder, maxBytes: settings.objectBytes) { notices.note($0) }
        if cache == nil {
            let problem = "\(settings.folder) cannot be used: \(cause); nothing is kept on disk"
            OperationsLog.event("object_cache", [("problem", problem)])
        }
        return cache
    }

    private static var cause: String {
        errno == 0 ? "it is another user's, or others may write to it" : String(cString: strerror(errno))
    }
}
