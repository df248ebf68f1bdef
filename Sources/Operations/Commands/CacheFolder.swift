internal import Glibc

/// The folder of `cache`, which `sluice serve` makes if only its own name is missing.
enum CacheFolder {
    /// Why nothing can be kept there; nil when they can.
    static func problem(with folder: String) -> String? {
        var status = stat()
        if stat(folder, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { return "\(folder) is not a folder" }
            return unwritable(folder)
        }
        let code = errno
        guard code == ENOENT else { return "\(folder) cannot be used: \(String(cString: strerror(code)))" }
        let parent = FilePath.directory(of: folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
        guard stat(parent, &status) == 0 else {
            return "\(folder) cannot be made: there is no folder \(parent)"
        }
        return unwritable(parent)
    }

    private static func unwritable(_ folder: String) -> String? {
        guard access(folder, R_OK | W_OK | X_OK) != 0 else { return nil }
        return "nothing can be written to \(folder): \(String(cString: strerror(errno)))"
    }
}
