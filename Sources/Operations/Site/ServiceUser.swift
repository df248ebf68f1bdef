internal import Glibc

/// As whom the service runs, as far as this process can tell.
struct ServiceUser {
    /// How that is known.
    enum Source: Equatable {
        /// This process is the service, or would be.
        case itself
        /// A server that runs has made a socket.
        case socket(String)
        /// The package makes an account.
        case account
        /// The folder belongs to somebody.
        case owner
        /// Nothing tells.
        case nothing
    }

    let id: uid_t
    let source: Source

    /// The file of a server's control socket, which belongs to whoever runs it.
    static let socketName = "supervisor.sock"
    /// The account of the package.
    private static let account = "sluice"
    /// Where a server's control socket is, under the unit of systemd and without it.
    private static let folders = ["/run/sluice/supervisor", "/run/sluice"]

    /// The user whom a judgement about `folder` is made for.
    ///
    /// Root does not run the service, as a rule: for it that is the user of a server that runs, else that of the package, else
    /// the folder's owner. Others ask for themselves.
    init(of folder: String) {
        guard geteuid() == 0 else {
            (id, source) = (geteuid(), .itself)
            return
        }
        var status = stat()
        for place in Environment.value("RUNTIME_DIRECTORY").map({ [$0] }) ?? Self.folders {
            let path = "\(place)/\(Self.socketName)"
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { continue }
            (id, source) = (status.st_uid, .socket(path))
            return
        }
        if let entry = getpwnam(Self.account) {
            (id, source) = (entry.pointee.pw_uid, .account)
        } else if stat(folder, &status) == 0, status.st_uid != 0 {
            (id, source) = (status.st_uid, .owner)
        } else {
            (id, source) = (0, .nothing)
        }
    }

    /// What a judgement about the user rests on; nil where nothing was assumed.
    var assumption: String? {
        let name = FolderAccess.name(of: id)
        let otherwise = "; if the service runs as another, ask again as that one: sudo -u USER sluice …"
        switch source {
        case .itself: return nil
        case .socket(let path): return "judged for \(name), whose server has \(path)"
        case .account: return "judged for \(name), the user of the package\(otherwise)"
        case .owner: return "judged for \(name), whose the folder is\(otherwise)"
        case .nothing: return "judged for root, as nothing tells of another user\(otherwise)"
        }
    }
}
