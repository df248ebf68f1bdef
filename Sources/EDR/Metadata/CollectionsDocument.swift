internal import Coverages
internal import Cube
internal import JSON

/// `/edr/collections`: a part of the list of collections, each in full (OGC 19-086r9, clause 8.1), and where it goes on.
struct CollectionsDocument {
    let addresses: Addresses
    let part: CollectionsPart
    /// Where the next part begins; nil behind the last.
    let next: DatasetAddress?
    /// What the link to the next part leads to.
    let encoding: Encoding

    /// Each in full.
    func document(_ collections: [Collection], _ formats: CoverageFormats) -> JSONValue {
        var object = JSONObject([("links", JSONValue(links))])
        for (name, count) in counts(collections.count) { object[name] = JSONValue(count) }
        object["collections"] = .array(collections.map { CollectionDocument($0, addresses, formats).json })
        return .object(object)
    }

    /// The same as JSON text, of the collections' own texts.
    func bytes(_ collections: [[UInt8]]) -> [UInt8] {
        var writer = JSONWriter(capacity: collections.reduce(1024) { $0 + $1.count + 1 })
        writer.beginObject()
        writer.member("links", JSONValue(links))
        for (name, count) in counts(collections.count) { writer.member(name, JSONValue(count)) }
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

    /// How many there are in all is known where they are all here: each would have to be opened.
    private func counts(_ returned: Int) -> [(String, Int)] {
        let isWhole = part.start == nil && next == nil
        return (isWhole ? [("numberMatched", returned)] : []) + [("numberReturned", returned)]
    }

    private var links: [Link] {
        let itself = Link.itself(addresses.collections(part), title: "The collections")
        guard let next else { return itself }
        let address = addresses.collections(part.beginning(at: next))
        return itself + [
            Link(
                href: encoding == .html ? Link.html(address) : address,
                rel: "next",
                type: encoding == .html ? "text/html" : "application/json",
                title: "More collections"
            )
        ]
    }
}
