internal import Glibc

/// The address of a unix socket.
struct UnixAddress {
    private var address = sockaddr_un()
    /// Of an abstract name every byte counts, also a null at its end.
    private var length = socklen_t(MemoryLayout<sockaddr_un>.size)

    /// A path, or a name after `@`, which is in no folder (unix(7), "abstract"), as `NOTIFY_SOCKET` has it.
    init?(name: String) {
        guard name.hasPrefix("@") else {
            self.init(path: name)
            return
        }
        self.init(path: name)
        withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 }
        let head = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
        length = socklen_t(head + name.utf8.count)
    }

    /// Nil for a path longer than the kernel takes (107 bytes).
    init?(path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        guard fits else { return nil }
    }

    /// Whether some process listens there.
    var isAnswering: Bool { isAnswering(of: SOCK_STREAM) }

    func isAnswering(of kind: __socket_type) -> Bool {
        let descriptor = socket(
            AF_UNIX,
            Int32(kind.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return connect(descriptor) || errno == EAGAIN
    }

    func bind(_ descriptor: Int32) -> Bool {
        withPointer { Glibc.bind(descriptor, $0, $1) } == 0
    }

    func connect(_ descriptor: Int32) -> Bool {
        withPointer { Glibc.connect(descriptor, $0, $1) } == 0
    }

    private func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result
    {
        var address = address
        return Self.withPointer(to: &address) { pointer, _ in body(pointer, length) }
    }

    /// The path that a socket is bound to; nil if it is no unix socket with a path.
    static func path(of descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withPointer(to: &address) { pointer, _ in getsockname(descriptor, pointer, &length) }
        guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        return withUnsafeBytes(of: address.sun_path) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func withPointer<Result>(
        to address: inout sockaddr_un,
        _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
