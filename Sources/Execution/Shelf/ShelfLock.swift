internal import Glibc

/// A lock of this host that goes with its holder: whoever waits has it when the holder has ended, however that was.
final class ShelfLock {
    private let descriptor: Int32

    private static let pollMicroseconds: UInt32 = 10_000

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // The lock belongs to the open file, which nobody else has.
        close(descriptor)
    }

    /// Waits for the lock behind `path`, a file that stays.
    ///
    /// - Returns: nil where the file cannot be had.
    /// - Throws: the `Interruption` of a deadline that passes meanwhile, or a client that has gone.
    static func taken(_ path: String, context: WorkContext) throws(Interruption) -> ShelfLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { return nil }
        let lock = ShelfLock(descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        guard errno == EWOULDBLOCK || errno == EINTR else { return nil }
        try context.waiting { () throws(Interruption) in
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                try context.check()
                usleep(pollMicroseconds)
            }
        }
        return lock
    }
}
