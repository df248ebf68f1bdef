internal import Glibc
internal import Synchronization

/// A folder of its own for a test, removed with everything in it when this object goes.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("\(Self.parent)/sluice-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no temporary folder") }
        path = String(cString: made)
    }

    deinit {
        _ = Command.run(["rm", "-rf", path])
    }

    /// Removes the folder with this process too, for one that stands in a constant and never goes.
    package func removedWithProcess() -> TemporaryFolder {
        Self.lasting.withLock { lasting in
            if lasting.isEmpty {
                atexit { _ = Command.run(["rm", "-rf"] + TemporaryFolder.lasting.withLock { $0 }) }
            }
            lasting.append(path)
        }
        return self
    }

    private static let lasting = Mutex<[String]>([])

    private static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    /// Writes a file, and the folders above it.
    package func write(_ bytes: [UInt8], to name: String) {
        let file = "\(path)/\(name)"
        var descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if descriptor < 0, errno == ENOENT {
            let folder = file.split(separator: "/").dropLast().joined(separator: "/")
            _ = Command.run(["mkdir", "-p", "/\(folder)"])
            descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        precondition(written == bytes.count, "a test's file cannot be written")
    }

    /// Writes a file of text, and the folders above it.
    package func write(_ text: String, to name: String) {
        write(Array(text.utf8), to: name)
    }

    /// A file's bytes; nil when there is none.
    package func read(_ name: String) -> [UInt8]? {
        let descriptor = open("\(path)/\(name)", O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var state = stat()
        guard fstat(descriptor, &state) == 0 else { return nil }
        let length = Int(state.st_size)
        return [UInt8](unsafeUninitializedCapacity: length) { bytes, count in
            while count < length {
                let received = pread(
                    descriptor,
                    bytes.baseAddress.map { $0 + count },
                    length - count,
                    off_t(count)
                )
                guard received > 0 else { return }
                count += received
            }
        }
    }
}
