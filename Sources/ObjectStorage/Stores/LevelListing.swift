internal import JSON

/// Names one level below a prefix, gathered from page after page.
struct LevelListing {
    /// With the slash at its end; empty for the bucket's root.
    let prefix: String
    private var prefixes: Set<ExactText> = []
    private var objects: Set<ExactText> = []
    private var bytes = 0

    /// Of all names of a level together; longer ones than keys may be are left out, since they cannot be read.
    private static let maxBytes = 64 << 20

    init(prefix: String) { self.prefix = prefix }

    /// - Throws: `StorageError.tooLong` as soon as there are more than `most` names.
    mutating func add(keys: [String], prefixes pagePrefixes: [String], most: Int, shown: String)
        throws(StorageError)
    {
        for key in keys {
            if let name = name(key[...]), objects.insert(ExactText(name)).inserted {
                bytes += name.utf8.count
            }
        }
        for key in pagePrefixes where key.hasSuffix("/") {
            if let name = name(key.dropLast()), prefixes.insert(ExactText(name)).inserted {
                bytes += name.utf8.count
            }
        }
        guard bytes <= Self.maxBytes else {
            throw .tooLong(key: shown, bytes: bytes, limit: Self.maxBytes)
        }
        guard prefixes.count + objects.count <= most else {
            throw .tooLong(key: shown, bytes: prefixes.count + objects.count, limit: most)
        }
    }

    var listing: Listing {
        Listing(prefixes: prefixes.sorted().map(\.text), objects: objects.sorted().map(\.text))
    }

    /// Nil for the marker of the folder itself, and for what is not below the prefix.
    private func name(_ key: Substring) -> String? {
        guard key.utf8.starts(with: prefix.utf8) else { return nil }
        let name = String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        let isReadable = !name.isEmpty && name.utf8.count <= ObjectKey.maxBytes && !name.contains("/")
        return isReadable ? name : nil
    }
}

/// One answer of a service that lists its objects page by page.
protocol ListingPage {
    /// From the root of the bucket or container.
    var keys: [String] { get }
    /// With the slash at their end.
    var prefixes: [String] { get }
    /// The token that requests the next page; nil on the last.
    var next: String? { get }
}

extension LevelListing {
    /// Pages may be empty and have another behind them, but not for ever.
    private static let maxPages = 10_000
    /// Of a page's token for the next one; all of them are remembered.
    private static let maxTokenBytes = 4096

    /// Everything one level below `prefix`, itself below the store's `root`.
    ///
    /// `page` gets the prefix with the slash at its end, and what the page before said is next.
    static func gather(
        _ prefix: String,
        below root: String,
        most: Int,
        page: (String, String?) throws -> some ListingPage
    ) throws -> Listing {
        guard prefix.isEmpty || ObjectKey.isSafe(prefix) else { throw StorageError.badKey(key: prefix) }
        let below = prefix.isEmpty ? root : ObjectKey.joining(root, prefix)
        var names = LevelListing(prefix: below.isEmpty ? "" : "\(below)/")
        var next: String?
        var seen: Set<String> = []
        repeat {
            let page = try page(names.prefix, next)
            try names.add(keys: page.keys, prefixes: page.prefixes, most: most, shown: prefix)
            next = page.next
            guard let next else { break }
            guard next.utf8.count <= Self.maxTokenBytes, seen.insert(next).inserted,
                seen.count <= Self.maxPages
            else {
                throw StorageError.system(
                    key: prefix,
                    cause: "the listing goes round in circles, or has no end"
                )
            }
        } while next != nil
        return names.listing
    }
}
