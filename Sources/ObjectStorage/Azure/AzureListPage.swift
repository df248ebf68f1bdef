/// One answer of List Blobs.
struct AzureListPage: ListingPage {
    /// A page of 5,000 names of 1,024 characters, with what stands around each.
    static let maxBytes = 32 << 20

    /// Keys as they are, from the container's root; folders of accounts with real ones left out.
    private(set) var keys: [String] = []
    /// With the slash at their end.
    private(set) var prefixes: [String] = []
    /// Nil on the last page; a page may be empty and not be the last.
    private(set) var next: String?

    /// - Throws: `StorageError.system` when it is no such document.
    init(_ body: [UInt8], shown: String) throws(StorageError) {
        var (name, isFolder, root): (String?, Bool, String?) = (nil, false, nil)
        do {
            try XMLScanner.scanTags(body) { path, text, tag in
                root = path.first
                switch path.dropFirst().joined(separator: "/") {
                case "NextMarker": next = text.isEmpty ? nil : text
                case "Blobs/Blob/Name", "Blobs/BlobPrefix/Name":
                    let isEncoded = tag.contains("Encoded=\"true\"".utf8)
                    name = isEncoded ? PercentEscapes.decoded(text) : text
                case "Blobs/Blob/Properties/ResourceType": isFolder = text == "directory"
                case "Blobs/Blob/Metadata/hdi_isfolder": isFolder = isFolder || text.lowercased() == "true"
                case "Blobs/Blob":
                    if let name, !isFolder { keys.append(name) }
                    (name, isFolder) = (nil, false)
                case "Blobs/BlobPrefix":
                    if let name { prefixes.append(name) }
                    name = nil
                default: break
                }
            }
        } catch {
            throw .system(key: shown, cause: "the listing is no XML: \(error)")
        }
        guard root == "EnumerationResults" else {
            throw .system(key: shown, cause: "asked for a listing, the store answered something else")
        }
    }
}
