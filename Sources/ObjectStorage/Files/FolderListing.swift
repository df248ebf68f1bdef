internal import Glibc

/// Reads the names in a folder.
enum FolderListing {
    static func read(root: String, prefix: String, most: Int) throws(StorageError) -> Listing {
        do {
            let folder = try FileDescriptor.folder(root).get()
            let place = prefix.isEmpty ? folder : try folder.opening(prefix)
            return try entries(of: place, prefix: prefix, most: most)
        } catch {
            switch error {
            case .missing: return Listing(prefixes: [], objects: [])
            case .outside: throw .outside(key: prefix)
            case .typed(let error): throw error
            case .system(let code): throw .system(key: prefix, cause: String(cString: strerror(code)))
            }
        }
    }

    private static func entries(
        of folder: FileDescriptor,
        prefix: String,
        most: Int
    ) throws(FileFault) -> Listing {
        // The stream closes its descriptor itself, so it gets one of its own.
        let copy = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .last }
        guard let stream = fdopendir(copy) else {
            close(copy)
            throw .last
        }
        defer { closedir(stream) }
        var prefixes: [String] = []
        var objects: [String] = []
        while let entry = readdir(stream) {
            guard let name = Self.name(of: entry), name != ".", name != ".." else { continue }
            guard prefixes.count + objects.count < most else {
                throw .typed(.tooLong(key: prefix, bytes: most + 1, limit: most))
            }
            if isFolder(entry, in: folder) { prefixes.append(name) } else { objects.append(name) }
        }
        return Listing(prefixes: prefixes.sorted(), objects: objects.sorted())
    }

    /// Nil for a name that is not UTF-8: no key can mean it.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func isFolder(_ entry: UnsafeMutablePointer<dirent>, in folder: FileDescriptor) -> Bool {
        switch Int32(entry.pointee.d_type) {
        case Int32(DT_DIR): return true
        case Int32(DT_REG): return false
        default:
            var state = stat()
            let result = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    fstatat(folder.number, $0, &state, 0)
                }
            }
            return result == 0 && state.st_mode & S_IFMT == S_IFDIR
        }
    }
}
