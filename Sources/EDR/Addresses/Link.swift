internal import JSON

/// A web link as OGC API documents write it (RFC 8288).
struct Link {
    let href: String
    let rel: String
    let type: String
    let title: String

    var json: JSONValue {
        ["href": JSONValue(href), "rel": JSONValue(rel), "type": JSONValue(type), "title": JSONValue(title)]
    }

    /// The document itself and its twin in HTML.
    static func itself(_ address: String, title: String) -> [Link] {
        [
            Link(href: address, rel: "self", type: "application/json", title: title),
            Link(href: html(address), rel: "alternate", type: "text/html", title: "\(title) as HTML"),
        ]
    }

    /// The address of a document's twin for people.
    static func html(_ address: String) -> String {
        address + (address.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "f=html"
    }
}

extension JSONValue {
    init(_ links: [Link]) { self = .array(links.map(\.json)) }
}
