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

    private static var currentDirectory: String {
        // Without one, as it was deleted, nothing below it can be read either.
        guard let text = getcwd(nil, 0) else { return "/" }
        defer { free(text) }
        return String(cString: text)
    }
}
