internal import CPlatform
internal import Glibc
internal import Synchronization

/// Room on disk for what is too long to wait in memory, answers and transpositions: unlinked files, bounded together.
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

    /// A file that takes its room as it grows.
    package func open() throws(SpoolError) -> SpoolFile {
        let descriptor = sluice_open_spool_file(directory)
        guard descriptor >= 0 else { throw .system(errno: errno) }
        return SpoolFile(descriptor: descriptor, spool: self)
    }

    /// A file of so many bytes, to be written at any place: its room is taken before the first of them.
    package func open(bytes: Int) throws(SpoolError) -> SpoolFile {
        let file = try open()
        try file.reserve(bytes)
        return file
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
    package var isWorthRetrying: Bool {
        switch self {
        case .full: true
        case .system(let code): code == ENOSPC || code == EDQUOT || code == EMFILE || code == ENFILE
        }
    }
}

extension SpoolError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .full(let limit): "all that waits on disk would be more than \(limit) bytes"
        case .system(let code): String(cString: strerror(code))
        }
    }
}

/// One unlinked file: written once, from the start or in its places, then read once.
package final class SpoolFile {
    private let descriptor: Int32
    private let spool: Spool
    package private(set) var length = 0

    fileprivate init(descriptor: Int32, spool: Spool) {
        self.descriptor = descriptor
        self.spool = spool
    }

    deinit {
        close(descriptor)
        spool.giveBack(length)
    }

    fileprivate func reserve(_ bytes: Int) throws(SpoolError) {
        try spool.take(bytes)
        length += bytes
    }

    /// Writes bytes into room that is taken already.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SpoolError) {
        precondition(offset >= 0 && bytes.count <= length - offset, "the spool file is shorter")
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, offset + written)
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw .system(errno: errno)
            }
        }
    }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        try spool.take(bytes.count)
        length += bytes.count
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, base, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count < 0, errno != EINTR {
                throw .system(errno: errno)
            }
        }
    }

    /// Fills `buffer` with the bytes from `offset`; what it returns is short only at the end.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SpoolError) -> Int {
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
