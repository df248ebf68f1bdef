internal import Glibc

/// The whole text of a file with secrets, and in which state the file was.
struct SecretFileText {
    let text: String
    let state: FileState

    /// - Throws: `SecretFileProblem`.
    init(path: String, maxBytes: Int) throws(SecretFileProblem) {
        // Of a named pipe nothing is waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .unreadable(code: errno) }
        defer { close(descriptor) }
        guard let state = FileState(descriptor: descriptor), state.isRegular else { throw .noFile }
        self.state = state
        text = try Self.read(descriptor, maxBytes)
    }

    private static func read(_ descriptor: Int32, _ maxBytes: Int) throws(SecretFileProblem) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= maxBytes {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(code: errno) }
            guard count > 0 else {
                guard let text = String(validating: bytes, as: UTF8.self) else { throw .noText }
                return text
            }
            bytes.append(contentsOf: piece.prefix(count))
        }
        throw .tooLong(limit: maxBytes)
    }
}

/// Why there is no text of a file.
enum SecretFileProblem: Error, Equatable, CustomStringConvertible {
    case absent
    /// A folder, a pipe or a device.
    case noFile
    case unreadable(code: Int32)
    case tooLong(limit: Int)
    case noText

    var description: String {
        switch self {
        case .absent: "is not there"
        case .noFile: "is no file"
        case .unreadable(let code): "cannot be read: \(String(cString: strerror(code)))"
        case .tooLong(let limit): "is longer than \(limit >> 20) MiB"
        case .noText: "is not UTF-8: save it in that encoding"
        }
    }
}
