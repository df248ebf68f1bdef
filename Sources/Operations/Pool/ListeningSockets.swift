internal import Glibc

/// The sockets of all groups: inherited from systemd if it offers any, else bound in a directory of our own.
struct ListeningSockets {
    let sockets: [ListeningSocket]

    /// The first descriptor that systemd hands over (sd_listen_fds(3)).
    private static let firstInherited: Int32 = 3

    /// Backlogs by group: the bound on requests that wait for a thread.
    init(directory: String, backlog: (ListeningSocket.Group) -> Int) throws(PoolError) {
        let inherited = Self.inherited()
        var sockets: [ListeningSocket] = []
        if inherited.isEmpty { try Self.makeDirectory(directory) }
        for group in ListeningSocket.Group.allCases {
            if inherited.isEmpty {
                sockets.append(try .open(group, directory: directory, backlog: backlog(group)))
            } else if let descriptor = inherited[group.fileName] {
                sockets.append(ListeningSocket(group: group, descriptor: descriptor, path: nil))
            } else {
                throw .missingSocket(group.fileName)
            }
        }
        self.sockets = sockets
    }

    func setBacklogs(_ backlog: (ListeningSocket.Group) -> Int) {
        for socket in sockets where socket.path != nil { socket.setBacklog(backlog(socket.group)) }
    }

    /// Takes the files away; connections that wait already stay.
    func removeFiles() {
        for socket in sockets { socket.removeFile() }
    }

    func close() {
        for socket in sockets { Glibc.close(socket.descriptor) }
    }

    /// systemd's sockets by the name of their file.
    private static func inherited() -> [String: Int32] {
        guard let process = getenv("LISTEN_PID").flatMap({ Int32(String(cString: $0)) }), process == getpid(),
            let count = getenv("LISTEN_FDS").flatMap({ Int32(String(cString: $0)) }), (1...64).contains(count)
        else { return [:] }
        var found: [String: Int32] = [:]
        for descriptor in firstInherited..<(firstInherited + count) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            guard let path = UnixAddress.path(of: descriptor), let name = path.split(separator: "/").last
            else { continue }
            found[String(name)] = descriptor
        }
        return found
    }

    private static func makeDirectory(_ path: String) throws(PoolError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .system("mkdir", path, errno) }
    }
}
