internal import Glibc

/// By what one sees that a file was changed or replaced.
struct FileState: Sendable, Equatable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    /// Nanoseconds since 1970: of the content, and of whatever belongs to the file.
    private let modified: Int
    private let changed: Int
    let mode: UInt32

    /// A change within the same tick of the kernel's clock, and of the same length, shows in nothing: a file that was read so
    /// shortly after it was written is read once more.
    private static let settlingSeconds = 2

    /// Nil, with `errno`, when there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        mode = status.st_mode
    }

    private static func nanoseconds(_ time: timespec) -> Int {
        Int(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ Int(time.tv_nsec)
    }

    var isRegular: Bool { mode & S_IFMT == S_IFREG }
    /// Whether anybody on the host may read it.
    var isReadableByAll: Bool { mode & S_IROTH != 0 }

    /// Whether a later change would show; `date`: seconds since 1970, when it was read.
    func isSettled(at date: Int) -> Bool { modified / 1_000_000_000 + Self.settlingSeconds < date }
}
