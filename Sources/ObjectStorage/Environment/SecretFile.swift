internal import Glibc

/// Files with secrets; `env:NAME` in place of a path means a variable of the process.
enum SecretFile {
    private static let usualMostBytes = 16 << 10

    /// The content without the white space around it; nil when it cannot be read, is empty or too long.
    static func text(at path: String, maxBytes: Int = usualMostBytes) -> String? {
        if path.hasPrefix("env:") { return StorageEnvironment.process[String(path.dropFirst(4))]?.trimmed }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= maxBytes {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 {
                guard let text = String(validating: bytes, as: UTF8.self)?.trimmed else { return nil }
                return text.isEmpty ? nil : text
            }
            bytes.append(contentsOf: piece.prefix(count))
        }
        return nil
    }
}
