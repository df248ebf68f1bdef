internal import Glibc

/// Whole files of bounded size, as text.
enum SmallFile {
    /// Nil when the file cannot be read, is longer than `maxBytes` (`errno` is `EFBIG`) or is not UTF-8 (`EILSEQ`).
    static func text(at path: String, maxBytes: Int) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let text = text(descriptor: descriptor, maxBytes: maxBytes)
        let code = errno
        close(descriptor)
        errno = code
        return text
    }

    /// Whether there is something to read, whatever it is; `errno` says why not.
    static func isReadable(_ path: String) -> Bool {
        // Of a file without a byte there is a text, any other is too long.
        text(at: path, maxBytes: 0) != nil || errno == EFBIG
    }

    /// Reads from the start, wherever the descriptor stands.
    static func text(descriptor: Int32, maxBytes: Int) -> String? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= maxBytes {
            let count = pread(descriptor, &piece, piece.count, bytes.count)
            if count == 0 {
                let text = String(validating: bytes, as: UTF8.self)
                if text == nil { errno = EILSEQ }
                return text
            }
            if count < 0, errno != EINTR { return nil }
            bytes.append(contentsOf: piece.prefix(max(count, 0)))
        }
        errno = EFBIG
        return nil
    }
}
