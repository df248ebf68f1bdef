internal import Glibc

/// A file that is mapped for reading, for as long as this lives; it may be unlinked meanwhile.
///
/// Files of a shelf are written under another name and then renamed, never changed or cut in place. Where somebody else does
/// that, a file that shrank under its mapping ends the process by SIGBUS, as does a disk that fails; `isUnchanged` says so
/// before the next use.
package final class MappedFile: @unchecked Sendable {
    // Safe because the mapping is made once, is never written to, and lives as long as self.
    package let bytes: UnsafeRawBufferPointer
    /// What tells this file from another at the same place, and whether it was written since: `proof` is made of it.
    let state: String
    /// When it was changed last, in nanoseconds since 1970.
    let changedNanoseconds: Int
    /// What the file was when it was mapped, and where it is still reached when its name is gone.
    private let status: stat
    private let descriptor: Int32

    enum Fault: Error {
        case absent
        /// What stands there is no file, another user's, one that others may write, or too long.
        case unusable
    }

    /// Opens a regular file of `owner`, whom this process trusts; no link is followed, and nothing is waited for, such as a
    /// pipe's writer.
    init(_ path: String, most: Int, owner: uid_t = geteuid()) throws(Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .unusable }
        guard let (status, bytes) = Self.mapped(descriptor, most, owner) else {
            close(descriptor)
            throw .unusable
        }
        (self.descriptor, self.status, self.bytes) = (descriptor, status, bytes)
        state = Self.state(status)
        changedNanoseconds = Self.nanoseconds(status.st_ctim)
    }

    private static func mapped(_ descriptor: Int32, _ most: Int, _ owner: uid_t)
        -> (status: stat, bytes: UnsafeRawBufferPointer)?
    {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == owner, status.st_mode & (S_IWGRP | S_IWOTH) == 0,
            status.st_size > 0, status.st_size <= most
        else { return nil }
        let length = Int(status.st_size)
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            return nil
        }
        return (status, UnsafeRawBufferPointer(start: start, count: length))
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        close(descriptor)
    }

    /// Whether nobody has written to the file, or cut it, since it was mapped; one call of the system.
    ///
    /// Taking its name away changes a file too: without a name only its size and the time of its content count.
    var isUnchanged: Bool {
        var now = stat()
        guard fstat(descriptor, &now) == 0 else { return false }
        return now.st_size == status.st_size && Self.isSame(now.st_mtim, status.st_mtim)
            && (now.st_nlink == 0 || Self.isSame(now.st_ctim, status.st_ctim))
    }

    private static func isSame(_ one: timespec, _ other: timespec) -> Bool {
        one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec
    }

    /// Calls `body` with the file's bytes from `offset` on, a piece at a time, as the disk has them: whatever is wrong with
    /// the file or the disk is told here, where reading the mapping would end the process.
    ///
    /// Pieces, but for the last, are of a multiple of a kibibyte.
    ///
    /// - Returns: false where not all of it could be read.
    func read(from offset: Int, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 64)
        defer { piece.deallocate() }
        var place = offset
        while place < bytes.count {
            let wanted = min(piece.count, bytes.count - place)
            var filled = 0
            while filled < wanted {
                let start = piece.baseAddress.map { $0 + filled }
                let count = pread(descriptor, start, wanted - filled, place + filled)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                filled += count
            }
            body(UnsafeRawBufferPointer(rebasing: piece[..<wanted]))
            place += wanted
        }
        return true
    }

    /// What a look at a whole file takes of memory.
    private static let pieceBytes = 1 << 18

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
