internal import Coverages
internal import JSON

/// `/edr/collections`: every collection in full (OGC 19-086r9, clause 8.1).
enum CollectionsDocument {
    static func document(
        _ collections: [Collection],
        _ addresses: Addresses,
        _ formats: CoverageFormats
    ) -> JSONValue {
        [
            "links": links(addresses),
            "collections": .array(collections.map { CollectionDocument($0, addresses, formats).json }),
        ]
    }

    /// The same as JSON text, of the collections' own texts.
    static func bytes(_ collections: [[UInt8]], _ addresses: Addresses) -> [UInt8] {
        var writer = JSONWriter(capacity: collections.reduce(1024) { $0 + $1.count + 1 })
        writer.beginObject()
        writer.member("links", links(addresses))
        writer.key("collections")
        writer.beginArray()
        for text in collections {
            writer.separate()
            writer.bytes += text
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func links(_ addresses: Addresses) -> JSONValue {
        JSONValue(Link.itself(addresses.collections, title: "The collections"))
    }
}
