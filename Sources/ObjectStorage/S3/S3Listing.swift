/// Names one level below a prefix, gathered from page after page.
struct S3Listing {
    /// With the slash at its end; empty for the bucket's root.
    let prefix: String
    private var prefixes: Set<String> = []
    private var objects: Set<String> = []

    init(prefix: String) { self.prefix = prefix }

    /// - Throws: `StorageError.tooLong` as soon as there are more than `most` names.
    mutating func add(keys: [String], prefixes pagePrefixes: [String], most: Int, shown: String)
        throws(StorageError)
    {
        for key in keys {
            if let name = name(key[...]) { objects.insert(name) }
        }
        for key in pagePrefixes where key.hasSuffix("/") {
            if let name = name(key.dropLast()) { prefixes.insert(name) }
        }
        guard prefixes.count + objects.count <= most else {
            throw .tooLong(key: shown, bytes: prefixes.count + objects.count, limit: most)
        }
    }

    var listing: Listing { Listing(prefixes: prefixes.sorted(), objects: objects.sorted()) }

    /// Nil for the marker of the folder itself, and for what is not below the prefix.
    private func name(_ key: Substring) -> String? {
        guard key.utf8.starts(with: prefix.utf8) else { return nil }
        let name = String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        return name.isEmpty || name.contains("/") ? nil : name
    }
}
