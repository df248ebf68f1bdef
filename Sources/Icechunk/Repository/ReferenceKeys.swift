internal import Execution

/// Where spec 1 keeps branches and tags.
enum ReferenceKeys {
    static let folder = "refs"
    static let main = "refs/branch.main/ref.json"

    /// Characters that the library's file stores escape in a segment of a key, beside all that is not printable ASCII.
    private static let escaped = Set("\\{}^%`[]\"<>~#|*?".utf8)

    /// Keys at which `branch.NAME` or `tag.NAME` may stand: as it is, and as stores of files spell it.
    ///
    /// `suffix`: `ref.json`, or that of a tombstone.
    static func keys(_ segment: String, _ suffix: String) -> [String] {
        let spelled = spelled(segment)
        return (spelled == segment ? [segment] : [segment, spelled]).map { "\(folder)/\($0)/\(suffix)" }
    }

    /// The name of a listed segment: escapes read, if they are such as `spelled` writes.
    static func name(of segment: some StringProtocol) -> String {
        guard let name = PercentCoding.decode(segment, plusIsSpace: false),
            spelled(name) == String(segment)
        else { return String(segment) }
        return name
    }

    private static func spelled(_ segment: String) -> String {
        PercentCoding.encode(segment) { (0x20..<0x7F).contains($0) && !escaped.contains($0) }
    }
}
