internal import CPlatform
internal import Execution
internal import Glibc

/// The folder of `cache`, which `sluice serve` makes if only its own name is missing: whether the service can keep anything
/// there.
enum CacheFolder {
    struct Problem {
        /// False where the path can never be such a folder.
        let isPossible: Bool
        let text: String
    }

    /// Bytes that indexes should have at least: those of 400,000 cells.
    private static let leastIndexBytes = 16 << 20

    /// What is wrong, the worst first; `user`: who the service runs as.
    static func problems(with settings: CacheSettings, user: uid_t? = nil) -> [Problem] {
        let folder = settings.folder
        if let refusal = refusal(of: folder) { return [Problem(isPossible: false, text: refusal)] }
        let service = ServiceUser(of: folder)
        let assumption = user == nil ? service.assumption.map { " (\($0))" } ?? "" : ""
        let user = user ?? service.id
        let access = [
            problem(with: folder, user: user), settings.indexBytes > 0 ? fault(of: settings, user) : nil,
        ]
        let texts =
            access.compactMap { $0.map { $0 + assumption } }
            + [shortage(of: settings), CachePlace.foreign(in: folder)].compactMap { $0 }
        return texts.map { Problem(isPossible: true, text: $0) }
    }

    // The path.

    /// Why there can be no folder; nil when there can.
    private static func refusal(of folder: String) -> String? {
        var status = stat()
        let isThere = stat(folder, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFDIR { return "\(folder) is not a folder" }
        if !isThere, errno == ENOTDIR {
            return "\(folder) cannot be used: \(String(cString: strerror(ENOTDIR)))"
        }
        guard let existing = nearest(to: folder), let name = kernelFileSystem(of: existing) else {
            return nil
        }
        return "\(folder) lies on \(name), where no files can be kept"
    }

    /// The folder itself, or the nearest above it that is there.
    private static func nearest(to folder: String) -> String? {
        var (path, status) = (folder, stat())
        while stat(path, &status) != 0 {
            let above = parent(of: path)
            guard above != path else { return nil }
            path = above
        }
        return path
    }

    private static func parent(of folder: String) -> String {
        FilePath.directory(of: folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
    }

    /// The name of a file system that the kernel makes up (magic numbers of linux/magic.h); nil for others.
    private static func kernelFileSystem(of folder: String) -> String? {
        let names: [UInt32: String] = [
            0x9FA0: "procfs", 0x6265_6572: "sysfs", 0x27_E0EB: "cgroup", 0x6367_7270: "cgroup2",
            0x1CD1: "devpts", 0x6462_6720: "debugfs", 0x7472_6163: "tracefs", 0x7363_6673: "securityfs",
            0xCAFE_4A11: "bpf", 0x1980_0202: "mqueue", 0xDE5E_81E4: "efivarfs", 0x6265_6570: "configfs",
        ]
        return names[sluice_file_system_kind(folder)]
    }

    // Who may write.

    /// Why nothing can be kept there; nil when they can.
    static func problem(with folder: String, user: uid_t = geteuid()) -> String? {
        var status = stat()
        if stat(folder, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { return "\(folder) is not a folder" }
            guard user == geteuid() || status.st_uid == user else {
                return ShelfFault.owner(path: folder, owner: status.st_uid, user: user).advice(user)
            }
            return FolderAccess(of: user).obstacle(at: folder)
        }
        let code = errno
        guard code == ENOENT else { return "\(folder) cannot be used: \(String(cString: strerror(code)))" }
        let parent = parent(of: folder)
        guard stat(parent, &status) == 0 else {
            return "\(folder) cannot be made: there is no folder \(parent)"
        }
        // What the unit of systemd makes at the service's start is not there before.
        return user == geteuid() ? FolderAccess(of: user).obstacle(at: folder) : nil
    }

    /// Why indexes cannot be kept in a folder that is there already.
    private static func fault(of settings: CacheSettings, _ user: uid_t) -> String? {
        switch IndexShelf.fault(of: settings.indexFolder, user: user) {
        case nil, .system(_, ENOENT): nil
        case .some(let fault): "\(fault.advice(user)); indexes stay in memory"
        }
    }

    // Room.

    /// What is too little: of `bytes`, or of the disk.
    private static func shortage(of settings: CacheSettings) -> String? {
        if settings.indexBytes > 0, settings.indexBytes < leastIndexBytes {
            let cells = settings.indexBytes / 40
            return "bytes leaves \(ByteSize.text(settings.indexBytes)) for indexes: grids of more than "
                + "\(cells) cells stay in memory"
        }
        var status = statvfs()
        guard let existing = nearest(to: settings.folder), statvfs(existing, &status) == 0 else { return nil }
        let (size, overflows) = Int(clamping: status.f_blocks)
            .multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
        guard !overflows, size > 0, settings.bytes > size else { return nil }
        return "bytes is \(ByteSize.text(settings.bytes)), and the whole file system of \(existing) has "
            + "\(size >> 20) MiB"
    }
}

extension ShelfFault {
    /// What is wrong with a folder for a user, and what to do about it.
    func advice(_ user: uid_t = geteuid()) -> String {
        switch self {
        case .system(let path, let code):
            FolderAccess(of: user).obstacle(at: path)
                ?? "\(path) cannot be used: \(String(cString: strerror(code)))"
        case .notFolder(let path): "\(path) is not a folder: take it away"
        case .owner(let path, let owner, let user):
            "\(path) belongs to \(FolderAccess.name(of: owner)) and the service runs as \(FolderAccess.name(of: user)): "
                + "chown -R \(FolderAccess.name(of: user)) \(path)"
        case .open(let path): "others than its owner may write to \(path): chmod go-w \(path)"
        }
    }
}
