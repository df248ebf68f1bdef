/// The rule that every key keeps: a path that can only lead downwards from a store's root.
package enum ObjectKey {
    /// Longer keys are beyond what any store accepts (S3: 1,024 bytes; paths on Linux: 4,096).
    package static let maxBytes = 2048

    /// True when no segment is empty, `.` or `..` and no byte is a control character.
    package static func isSafe(_ key: String) -> Bool {
        guard !key.isEmpty, key.utf8.count <= maxBytes else { return false }
        guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return false }
        return key.split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// As `isSafe`, but segments may be empty: stores over HTTP keep them, and references to other people's objects may
    /// hold them.
    static func isDownward(_ key: String) -> Bool {
        guard !key.isEmpty, key.utf8.count <= maxBytes else { return false }
        guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return false }
        return key.split(separator: "/").allSatisfy { $0 != "." && $0 != ".." }
    }

    /// `prefix` and `name` joined by one `/`; the empty prefix is the root.
    package static func joining(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    /// True for the documents of Zarr, which are small JSON texts, and false for chunks.
    static func isMetadata(_ key: String) -> Bool {
        let name = key.split(separator: "/").last ?? ""
        return name == "zarr.json" || name == ".zmetadata" || name == ".zarray" || name == ".zgroup"
            || name == ".zattrs"
    }
}
