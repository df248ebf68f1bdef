/// What a key of a Zarr hierarchy means in a snapshot.
enum StoreKey: Equatable {
    /// The `zarr.json` of the node at a path.
    case document(path: String)
    /// A chunk, or a shard, of the array at a path.
    case chunk(path: String, indices: [Int])
    /// Nothing that a snapshot has.
    case nothing

    /// `isArray`: whether an array stands at a path with its slash in front.
    ///
    /// The longest beginning that is an array decides: no node is below one. Behind it, coordinates count and not how
    /// they are written, for snapshots hold coordinates: `c/0/1`, `c.0.1`, `0.1` and `0/1` are one chunk.
    init<Failure: Error>(_ key: String, isArray: (String) throws(Failure) -> Bool) throws(Failure) {
        if key == "zarr.json" || key.hasSuffix("/zarr.json") {
            let path = key.dropLast("zarr.json".count).dropLast()
            self = .document(path: "/\(path)")
            return
        }
        var path = Substring()
        var rest = key[...]
        while true {
            if let indices = Self.indices(rest), try isArray(path.isEmpty ? "/" : "/\(path)") {
                self = .chunk(path: path.isEmpty ? "/" : "/\(path)", indices: indices)
                return
            }
            guard !rest.isEmpty else {
                self = .nothing
                return
            }
            let segment = rest.prefix { $0 != "/" }
            path = key[..<segment.endIndex]
            rest = rest[segment.endIndex...].dropFirst()
        }
    }

    /// The numbers of a chunk's name; nil when it is none.
    private static func indices(_ text: Substring) -> [Int]? {
        guard !text.isEmpty else { return nil }
        var parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "." }
        if parts.first == "c" {
            parts.removeFirst()
        } else if text == "0" {
            // A scalar's chunk as format 2 writes it, or the first of one dimension: the array's rank tells.
            return [0]
        }
        var indices: [Int] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(part) else {
                return nil
            }
            indices.append(index)
        }
        return indices
    }
}
