internal import Glibc

/// The address of a unix socket.
struct UnixAddress {
    private var address = sockaddr_un()

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
    var isAnswering: Bool {
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = address
        let result = Self.withPointer(to: &address) { connect(descriptor, $0, $1) }
        return result == 0 || errno == EAGAIN
    }

    mutating func bind(_ descriptor: Int32) -> Bool {
        Self.withPointer(to: &address) { Glibc.bind(descriptor, $0, $1) } == 0
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
