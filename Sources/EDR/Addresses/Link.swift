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
            Link(href: address + "?f=html", rel: "alternate", type: "text/html", title: "\(title) as HTML"),
        ]
    }
}

extension JSONValue {
    init(_ links: [Link]) { self = .array(links.map(\.json)) }
}
