internal import CPlatform
internal import Glibc
internal import Synchronization

/// Room on disk for answers too long to wait in memory: unlinked files, bounded together.
package final class Spool: Sendable {
    private let directory: String
    /// Bytes that all spooled answers of this worker may take together.
    private let mostBytes: Int
    private let used = Mutex(0)

    /// The default bound is 4 GiB: twice the largest answer that the limits allow.
    package init(directory: String = "/var/tmp", mostBytes: Int = 4 << 30) {
        self.directory = directory
        self.mostBytes = mostBytes
    }

    func open() throws(SpoolError) -> SpoolFile {
        let descriptor = sluice_open_spool_file(directory)
        guard descriptor >= 0 else { throw .system(errno: errno) }
        return SpoolFile(descriptor: descriptor, spool: self)
    }

    fileprivate func take(_ bytes: Int) throws(SpoolError) {
        let mostBytes = mostBytes
        let isTaken = used.withLock { used in
            guard bytes <= mostBytes - used else { return false }
            used += bytes
            return true
        }
        guard isTaken else { throw .full(limit: mostBytes) }
    }

    fileprivate func giveBack(_ bytes: Int) {
        used.withLock { $0 -= bytes }
    }
}

/// Why an answer could not be spooled.
package enum SpoolError: Error, Sendable, Equatable {
    /// All spooled answers together reach the limit, in bytes.
    case full(limit: Int)
    case system(errno: Int32)

    /// True when the room may be there later: the bound or the disk is full.
    var isWorthRetrying: Bool {
        switch self {
        case .full: true
        case .system(let code): code == ENOSPC || code == EDQUOT || code == EMFILE || code == ENFILE
        }
    }
}

/// One unlinked file: written once from the start, then read once.
final class SpoolFile {
    private let descriptor: Int32
    private let spool: Spool
    private(set) var length = 0

    fileprivate init(descriptor: Int32, spool: Spool) {
        self.descriptor = descriptor
        self.spool = spool
    }

    deinit {
        close(descriptor)
        spool.giveBack(length)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        try spool.take(bytes.count)
        length += bytes.count
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = write(descriptor, base, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count < 0, errno != EINTR {
                throw .system(errno: errno)
            }
        }
    }

    /// Fills `buffer` with the bytes from `offset`; what it returns is short only at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SpoolError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, offset + filled)
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw .system(errno: errno)
            }
        }
        return filled
    }
}
