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
        guard let settings else {
            (objects, indexes) = (nil, nil)
            return
        }
        objects = Self.objects(settings, board)
        indexes = Self.indexes(settings, board)
    }

    private static func indexes(_ settings: CacheSettings, _ board: NoticeBoard) -> IndexShelf? {
        guard settings.indexBytes > 0 else { return nil }
        let notices = FolderNotices(name: "index_cache", folder: settings.indexFolder, board: board) {
            OperationsLog.event($0, $1)
        }
        mkdir(settings.folder, 0o700)
        do throws(ShelfFault) {
            return try IndexShelf(folder: settings.indexFolder, maxBytes: settings.indexBytes) { notice in
                switch notice {
                case .failing(let cause): notices.note(advised(cause, settings.indexFolder))
                case .working: notices.note(nil)
                case .tooLarge(let bytes, let most): note(bytes, most, settings, board)
                }
            }
        } catch {
            // What closes the folder itself closes it to objects as well.
            let cause = FolderAccess(of: geteuid()).obstacle(at: settings.folder) ?? error.advice()
            notices.note("\(cause); until a reload each worker has its indexes in memory")
            return nil
        }
    }

    /// Why nothing can be written, with the owner and the remedy where the folder is closed to the service.
    private static func advised(_ cause: String, _ folder: String) -> String {
        FolderAccess(of: geteuid()).obstacle(at: folder).map { "\(cause); \($0)" } ?? cause
    }

    private static func note(_ bytes: Int, _ most: Int, _ settings: CacheSettings, _ board: NoticeBoard) {
        let text = settings.text(needed: bytes, most: most)
        guard board.post(text, about: "index_cache_small:\(bytes)") else { return }
        OperationsLog.event("index_cache_small", [("folder", settings.indexFolder), ("cause", text)])
    }

    /// The indexes that commands find: they make no folder, and who may write everywhere changes nothing in one of another
    /// user, who could not use what were left there.
    static func found(_ settings: CacheSettings?) -> IndexShelf? {
        guard let settings, settings.indexBytes > 0 else { return nil }
        let isOwn = [settings.folder, settings.indexFolder].allSatisfy { IndexShelf.fault(of: $0) == nil }
        if isOwn || geteuid() != 0 && IndexShelf.fault(of: settings.indexFolder) == nil {
            return try? IndexShelf(folder: settings.indexFolder, maxBytes: settings.indexBytes)
        }
        guard geteuid() == 0 else { return nil }
        return try? IndexShelf(reading: settings.indexFolder, maxBytes: settings.indexBytes)
    }

    private static func objects(_ settings: CacheSettings, _ board: NoticeBoard) -> DiskCache? {
        guard settings.objectBytes > 0 else { return nil }
        let notices = FolderNotices(name: "object_cache", folder: settings.folder, board: board) {
            OperationsLog.event($0, $1)
        }
        let cache = DiskCache(folder: settings.folder, maxBytes: settings.objectBytes) { cause in
            notices.note(cause.map { advised($0, settings.folder) })
        }
        if cache == nil {
            let code = errno
            let cause =
                CacheFolder.problem(with: settings.folder)
                ?? "\(settings.folder) cannot be used: \(String(cString: strerror(code)))"
            notices.note("\(cause); until a reload no object is kept on disk")
        }
        return cache
    }
}

extension CacheSettings {
    /// Why an index of so many bytes is not kept.
    func text(needed: Int, most: Int) -> String {
        "an index needs \(Self.megabytes(needed)) MB, and \(key).bytes leaves \(Self.megabytes(most)) MB for all of "
            + "them: each worker has it in memory; raise \(key).bytes"
            + (key == Self.oldKey ? "" : ", or lower \(key).objects")
    }

    /// To a tenth, rounded up.
    private static func megabytes(_ bytes: Int) -> Double { (Double(bytes) / 1e5).rounded(.up) / 10 }
}
