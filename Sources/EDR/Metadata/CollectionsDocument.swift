internal import JSON

/// `/edr/collections`: every collection in full (OGC 19-086r9, clause 8.1).
enum CollectionsDocument {
    static func document(_ collections: [Collection], _ addresses: Addresses) -> JSONValue {
        [
            "links": JSONValue(Link.itself(addresses.collections, title: "The collections")),
            "collections": .array(collections.map { CollectionDocument($0, addresses).json }),
        ]
    }
}
