internal import Glibc

/// Paths and URLs as configurations hold them.
enum FilePath {
    /// A URL or an absolute path as it is, a relative path below `directory`.
    static func resolve(_ text: String, against directory: String) -> String {
        if text.hasPrefix("/") || text.contains("://") || text.hasPrefix("file:") { return text }
        return directory.isEmpty ? text : directory + "/" + text
    }

    /// Everything before the last `/`, from the root: what is made of it is also used by other processes, elsewhere.
    static func directory(of path: String) -> String {
        guard path.hasPrefix("/") else {
            let own = currentDirectory
            return directory(of: own == "/" ? "/\(path)" : "\(own)/\(path)")
        }
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The path without symbolic links and without `.` and `..`; what is not there stays as it is written.
    static func resolved(_ path: String) -> String {
        var existing = path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
        var rest: [Substring] = []
        while true {
            if let found = realpath(existing, nil) {
                defer { free(found) }
                return appended(rest.reversed(), to: String(cString: found))
            }
            guard let last = existing.split(separator: "/").last else { return "/" }
            rest.append(last)
            existing = directory(of: existing.hasSuffix("/") ? String(existing.dropLast()) : existing)
        }
    }

    private static func appended(_ parts: [Substring], to path: String) -> String {
        var folders = path.split(separator: "/")
        for part in parts where part != "." {
            if part == ".." { _ = folders.popLast() } else { folders.append(part) }
        }
        return "/" + folders.joined(separator: "/")
    }

    private static var currentDirectory: String {
        // Without one, as it was deleted, nothing below it can be read either.
        guard let text = getcwd(nil, 0) else { return "/" }
        defer { free(text) }
        return String(cString: text)
    }
}
