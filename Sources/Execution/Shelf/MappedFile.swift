internal import Glibc

/// A file that is mapped for reading, for as long as this lives; it may be unlinked meanwhile.
///
/// Files of a shelf are written under another name and then renamed, never changed or cut in place: a file that shrank under
/// its mapping would end the process by SIGBUS. So would a disk that fails, as for any program that it holds.
package final class MappedFile: @unchecked Sendable {
    // Safe because the mapping is made once, is never written to, and lives as long as self.
    package let bytes: UnsafeRawBufferPointer
    /// What tells this file from another at the same place, and whether it was written since: `proof` is made of it.
    let state: String
    /// When it was changed last, in nanoseconds since 1970.
    let changedNanoseconds: Int

    enum Fault: Error {
        case absent
        /// What stands there is no file, another user's, one that others may write, or too long.
        case unusable
    }

    /// Opens a regular file of this user's own; no link is followed, and nothing is waited for, such as a pipe's writer.
    init(_ path: String, most: Int) throws(Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .unusable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0,
            status.st_size > 0, status.st_size <= most
        else { throw .unusable }
        let length = Int(status.st_size)
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw .unusable
        }
        bytes = UnsafeRawBufferPointer(start: start, count: length)
        state = Self.state(status)
        changedNanoseconds = Self.nanoseconds(status.st_ctim)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    /// Years beyond all reason are as good as others.
    static func nanoseconds(_ time: timespec) -> Int {
        Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
    }

    /// No program can set the time of a file's last change (`st_ctim`) back.
    private static func state(_ status: stat) -> String {
        let changed = status.st_ctim
        return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(changed.tv_sec).\(changed.tv_nsec)"
    }
}
