internal import Glibc

/// A unix socket that nginx connects to: bound here, or handed over by systemd.
struct ListeningSocket {
    /// The kinds of work that have a socket of their own, in the order in which workers inherit them.
    enum Group: String, CaseIterable {
        case interactive, bulk, control

        static var names: [String] { allCases.map(\.rawValue) }

        var fileName: String { "\(rawValue).sock" }
    }

    let group: Group
    let descriptor: Int32
    /// The file to take away at the end; nil for a socket that is not ours.
    let path: String?

    /// Binds a socket; a file that a dead server left behind is replaced, a living server's is not.
    ///
    /// Everybody may connect, because nginx runs as somebody else; what protects the workers is the gate's secret.
    static func open(_ group: Group, directory: String, backlog: Int) throws(PoolError) -> ListeningSocket {
        let path = "\(directory)/\(group.fileName)"
        guard let address = UnixAddress(path: path) else { throw .pathTooLong(path) }
        if address.isAnswering { throw .alreadyServing(path) }
        unlink(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket", path, errno) }
        guard address.bind(descriptor) else { throw failed("bind", path, descriptor) }
        guard chmod(path, 0o666) == 0 else { throw failed("chmod", path, descriptor) }
        guard listen(descriptor, Int32(clamping: backlog)) == 0 else {
            throw failed("listen", path, descriptor)
        }
        return ListeningSocket(group: group, descriptor: descriptor, path: path)
    }

    /// Changes how many connections may wait.
    func setBacklog(_ backlog: Int) {
        listen(descriptor, Int32(clamping: backlog))
    }

    func removeFile() {
        if let path { unlink(path) }
    }

    private static func failed(_ call: String, _ path: String, _ descriptor: Int32) -> PoolError {
        let error = PoolError.system(call, path, errno)
        close(descriptor)
        return error
    }
}

/// Why the pool cannot start.
enum PoolError: Error, Equatable, CustomStringConvertible {
    case pathTooLong(String)
    case alreadyServing(String)
    case missingSocket(String)
    case system(String, String, Int32)

    var description: String {
        switch self {
        case .pathTooLong(let path):
            "the socket's path '\(path)' is longer than 107 bytes; use another --runtime-dir"
        case .alreadyServing(let path):
            "another server answers on '\(path)'; stop it or use another --runtime-dir"
        case .missingSocket(let name): "systemd handed over no socket named '\(name)'"
        case .system(let call, let path, let code): "\(call) '\(path)': \(String(cString: strerror(code)))"
        }
    }
}
