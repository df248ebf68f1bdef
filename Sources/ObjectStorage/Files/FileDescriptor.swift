internal import CPlatform
internal import Glibc

/// Why a file could not be read, before it is known what that means for its key.
enum FileFault: Error {
    case missing
    /// The path leads out of the store's folder.
    case outside
    case typed(StorageError)
    /// `errno`.
    case system(Int32)

    /// The fault that the last system call left in `errno`.
    static var last: FileFault {
        switch errno {
        case ENOENT, ENOTDIR: .missing
        case EXDEV: .outside
        default: .system(errno)
        }
    }
}

/// An open file or folder; closed when the last reference goes.
final class FileDescriptor: Sendable {
    let number: Int32

    init(taking number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// The folder that a store stands on.
    ///
    /// A missing one makes every key absent.
    static func folder(_ path: String) -> Result<FileDescriptor, FileFault> {
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        return number < 0 ? .failure(.last) : .success(FileDescriptor(taking: number))
    }

    /// Opens what stands at `path` below this folder, for reading.
    func opening(_ path: String) throws(FileFault) -> FileDescriptor {
        let number = sluice_open_beneath(number, path)
        guard number >= 0 else { throw .last }
        return FileDescriptor(taking: number)
    }

    /// The file's state now.
    func state() throws(FileFault) -> stat {
        var state = stat()
        guard fstat(number, &state) == 0 else { throw .last }
        return state
    }
}
