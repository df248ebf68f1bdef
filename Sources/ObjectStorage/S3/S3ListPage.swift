/// One answer of ListObjectsV2.
struct S3ListPage: ListingPage {
    /// A page of 1,000 keys of 1,024 bytes, escaped, with what stands around each.
    static let maxBytes = 8 << 20
    /// Keys as they are, from the bucket's root.
    private(set) var keys: [String] = []
    /// Common prefixes with the slash at their end.
    private(set) var prefixes: [String] = []
    /// Nil on the last page.
    private(set) var next: String?

    /// - Throws: `StorageError.system` when it is no such document.
    init(_ body: [UInt8], shown: String) throws(StorageError) {
        var isTruncated = false
        var isEscaped = false
        var root: String?
        do {
            try XMLScanner.scan(body) { path, text in
                root = path.first
                switch path.dropFirst().joined(separator: "/") {
                case "IsTruncated": isTruncated = text.lowercased() == "true"
                case "EncodingType": isEscaped = text == "url"
                case "NextContinuationToken": next = text
                case "Contents/Key": keys.append(text)
                case "CommonPrefixes/Prefix": prefixes.append(text)
                default: break
                }
            }
        } catch {
            throw .system(key: shown, cause: "the listing is no XML: \(error)")
        }
        guard root == "ListBucketResult" else {
            let code = ErrorDocument(body).code ?? "something else"
            throw .system(key: shown, cause: "asked for a listing, the store answered \(code)")
        }
        if !isTruncated { next = nil }
        guard !isTruncated || next?.isEmpty == false else {
            throw .system(key: shown, cause: "the listing breaks off without saying where it goes on")
        }
        guard isEscaped else { return }
        keys = try Self.decoded(keys, shown)
        prefixes = try Self.decoded(prefixes, shown)
    }

    private static func decoded(_ texts: [String], _ shown: String) throws(StorageError) -> [String] {
        var result: [String] = []
        result.reserveCapacity(texts.count)
        for text in texts {
            guard let key = URIEscaping.decoded(text) else {
                throw .system(key: shown, cause: "the listing holds a key that is not UTF-8")
            }
            result.append(key)
        }
        return result
    }
}
