/// Paths and URLs as configurations hold them.
enum FilePath {
    /// A URL or an absolute path as it is, a relative path below `directory`.
    static func resolve(_ text: String, against directory: String) -> String {
        if text.hasPrefix("/") || text.contains("://") || text.hasPrefix("file:") { return text }
        return directory.isEmpty ? text : directory + "/" + text
    }

    /// Everything before the last `/`; `.` when there is none.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
