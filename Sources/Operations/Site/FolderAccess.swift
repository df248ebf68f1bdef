internal import Glibc

/// What keeps a user from writing to a folder, whose it is, and the command that mends it.
struct FolderAccess {
    let user: uid_t
    private let groups: Set<gid_t>

    private static let mostGroups = 1024

    init(of user: uid_t) {
        self.user = user
        groups = Self.groups(of: user)
    }

    /// What is in the way of a file in `path`, or of the folder itself where it is not there; nil where nothing is.
    func obstacle(at path: String) -> String? {
        let places = Self.places(to: path)
        for (number, place) in places.enumerated() {
            var status = stat()
            guard stat(place, &status) == 0 else {
                guard errno == ENOENT, number > 0 else { return nil }
                return missing(path, in: places[number - 1])
            }
            let isLast = number == places.count - 1
            let wanted = isLast ? R_OK | W_OK | (Self.isFolder(status) ? X_OK : 0) : X_OK
            if !may(wanted, place, status) { return isLast ? closed(place, status) : barred(place, status) }
        }
        return places.last.flatMap(readOnly)
    }

    // What is said.

    private var name: String { Self.name(of: user) }

    private func closed(_ path: String, _ status: stat) -> String {
        let remedy =
            status.st_uid == user
            ? "chmod u+rw\(Self.isFolder(status) ? "x" : "") \(path)" : "chown -R \(name) \(path)"
        return "\(Self.owned(path, status)) and the service runs as \(name): \(remedy)"
    }

    private func barred(_ path: String, _ status: stat) -> String {
        let who = status.st_uid == user ? "u" : groups.contains(status.st_gid) ? "g" : "o"
        return "\(Self.owned(path, status)) and the service, which runs as \(name), may not pass through it: "
            + "chmod \(who)+x \(path)"
    }

    /// The folder is not there, nor may it be made.
    private func missing(_ path: String, in parent: String) -> String? {
        var status = stat()
        guard stat(parent, &status) == 0 else { return nil }
        if let text = readOnly(parent) { return text }
        guard !may(W_OK | X_OK, parent, status) else { return nil }
        return "\(path) is not there, \(Self.owned(parent, status)) and the service runs as \(name): "
            + "install -d -o \(name) -m 0700 \(path)"
    }

    /// Only the process itself sees what systemd has mounted for it.
    private func readOnly(_ path: String) -> String? {
        guard user == geteuid(), faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0, errno == EROFS else {
            return nil
        }
        return "\(path) lies on a file system that the service may only read: in a unit of systemd add "
            + "ReadWritePaths=\(path) (systemctl edit sluice)"
    }

    private static func owned(_ path: String, _ status: stat) -> String {
        let mode = String(status.st_mode & 0o7777, radix: 8)
        return "\(path) belongs to \(name(of: status.st_uid)) (mode 0\(mode))"
    }

    static func name(of user: uid_t) -> String {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return "\(user)" }
        return String(cString: name)
    }

    // Who may.

    /// What the system itself says of this process, and of others what the bits of the mode do.
    private func may(_ wanted: Int32, _ path: String, _ status: stat) -> Bool {
        if user == geteuid() {
            return faccessat(AT_FDCWD, path, wanted, AT_EACCESS) == 0 || errno == EROFS
        }
        if user == 0 { return true }
        let shift: UInt32 = status.st_uid == user ? 6 : groups.contains(status.st_gid) ? 3 : 0
        let granted = Int32(bitPattern: (UInt32(status.st_mode) >> shift) & 7)
        return granted & wanted == wanted
    }

    private static func groups(of user: uid_t) -> Set<gid_t> {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return [] }
        var (count, found) = (Int32(mostGroups), [gid_t](repeating: 0, count: mostGroups))
        guard getgrouplist(name, entry.pointee.pw_gid, &found, &count) >= 0 else {
            return [entry.pointee.pw_gid]
        }
        return Set(found.prefix(max(0, Int(count))))
    }

    // Paths.

    private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// The folders on the way to a path, the root first.
    private static func places(to path: String) -> [String] {
        let parts = path.split(separator: "/")
        return ["/"] + parts.indices.map { "/" + parts[...$0].joined(separator: "/") }
    }
}
