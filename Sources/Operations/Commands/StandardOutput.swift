internal import Glibc

/// Where commands write what they found: all of it, or they say that it is lost.
enum StandardOutput {
    /// - Throws: `CommandError.lostOutput`.
    static func write(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }

    /// - Throws: `CommandError.lostOutput`.
    static func write(_ bytes: UnsafeRawBufferPointer) throws(CommandError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lostOutput(cause: String(cString: strerror(errno))) }
            written += count
        }
    }
}
