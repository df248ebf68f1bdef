internal import CPlatform
internal import Glibc
internal import Synchronization

/// Room on disk for what is too long to wait in memory, answers and transpositions: unlinked files, bounded together.
package final class Spool: Sendable {
    private let directory: String
    /// Bytes that all spooled answers of this worker may take together.
    private let maxBytes: Int
    private let used = Mutex(0)
    /// How many bytes a file must have to show that the directory works; nil when it does.
    private let wanted = Mutex<Int?>(Spool.leastShown)
    private let report: @Sendable (SpoolError?) -> Void

    /// The default bound is 4 GiB: twice the largest answer that the limits allow.
    ///
    /// `report` hears of everything that goes wrong with the directory, and once when it works, at first or again (nil).
    package init(
        directory: String = "/var/tmp",
        maxBytes: Int = 4 << 30,
        report: @escaping @Sendable (SpoolError?) -> Void = { _ in }
    ) {
        self.directory = directory
        self.maxBytes = maxBytes
        self.report = report
    }

    /// A file that takes its room as it grows.
    package func open() throws(SpoolError) -> SpoolFile {
        let descriptor = sluice_open_spool_file(directory)
        guard descriptor >= 0 else { throw failed(errno, at: 0) }
        return SpoolFile(descriptor: descriptor, spool: self)
    }

    /// Tries the directory; what the next long answer will meet there, nil when it will find room.
    package func problem() -> SpoolError? {
        let wanted = wanted.withLock { $0 ?? 0 }
        let descriptor = sluice_open_spool_file(directory)
        guard descriptor >= 0 else { return failed(errno, at: wanted) }
        defer { close(descriptor) }
        let code = posix_fallocate(descriptor, 0, max(wanted, Self.triedBytes))
        guard code == 0 else { return failed(code, at: wanted) }
        succeeded(with: wanted)
        return nil
    }

    /// As much as answers are written at a time.
    private static let triedBytes = 256 << 10
    /// What a worker that has not written yet must write to show that the directory works: the beginning of an answer
    /// fits where all of it does not.
    private static let leastShown = 4 << 20
    /// Room for so much is room enough.
    private static let maxWanted = 64 << 20

    /// Notes that a file of so many bytes could not be had.
    fileprivate func failed(_ code: Int32, at bytes: Int) -> SpoolError {
        let error = SpoolError.system(errno: code)
        wanted.withLock { $0 = min(bytes, Self.maxWanted) }
        report(error)
        return error
    }

    /// Notes that a file of so many bytes could: a smaller one than failed proves nothing.
    fileprivate func succeeded(with bytes: Int) {
        let isOver = wanted.withLock { wanted in
            guard let least = wanted, bytes >= least else { return false }
            wanted = nil
            return true
        }
        if isOver { report(nil) }
    }

    /// A file of so many bytes, to be written at any place: its room is taken before the first of them.
    package func open(bytes: Int) throws(SpoolError) -> SpoolFile {
        let file = try open()
        try file.reserve(bytes)
        return file
    }

    fileprivate func take(_ bytes: Int) throws(SpoolError) {
        let maxBytes = maxBytes
        let isTaken = used.withLock { used in
            guard bytes <= maxBytes - used else { return false }
            used += bytes
            return true
        }
        guard isTaken else { throw .full(limit: maxBytes) }
    }

    fileprivate func giveBack(_ bytes: Int) {
        used.withLock { $0 -= bytes }
    }
}

/// Why an answer could not be spooled.
package enum SpoolError: Error, Sendable, Equatable {
    /// All spooled answers together reach the limit, in bytes.
    case full(limit: Int)
    /// The directory is gone, full, or cannot be used: all of that may be mended at any time.
    case system(errno: Int32)
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
package final class SpoolFile: Sendable {
    private let descriptor: Int32
    private let spool: Spool
    private let taken = Atomic<Int>(0)

    /// Bytes of it.
    package var length: Int { taken.load(ordering: .acquiring) }

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
        taken.add(bytes, ordering: .acquiringAndReleasing)
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
                throw spool.failed(errno, at: length)
            }
        }
        spool.succeeded(with: length)
    }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        try spool.take(bytes.count)
        taken.add(bytes.count, ordering: .acquiringAndReleasing)
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, base, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count < 0, errno != EINTR {
                throw spool.failed(errno, at: length)
            }
        }
        spool.succeeded(with: length)
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
                throw spool.failed(errno, at: length)
            }
        }
        return filled
    }
}
