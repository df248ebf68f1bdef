internal import Cube
internal import Gateway
internal import JSON

/// The list of datasets for people.
enum IndexPage {
    static func text(_ entries: [CatalogueEntry], origin: PublicOrigin) -> String {
        HTMLPage.text(
            title: "Datasets",
            origin: origin,
            body: """
                <h1>Datasets</h1>
                \(entries.isEmpty ? "<p>Nothing is published here yet.</p>" : table(entries, origin))
                <h2>Catalogues</h2>
                <ul>
                <li>\(HTMLText.link(origin.url("/edr"), "OGC API – EDR"))</li>
                <li>\(HTMLText.link(origin.url("/dap/catalog.xml"), "THREDDS catalogue"))</li>
                <li>\(HTMLText.link(origin.url("/?f=json"), "This list as JSON"))</li>
                </ul>
                """
        )
    }

    private static func table(_ entries: [CatalogueEntry], _ origin: PublicOrigin) -> String {
        let rows = entries.map { entry in
            let page = origin.url("/datasets/\(PercentCoding.encode(entry.id))")
            let summary =
                entry.summary.map { "<br><span class=\"quiet\">\(MarkupText.escape($0))</span>" } ?? ""
            let addresses = ProtocolAddress.all(of: entry.id, hasPlaces: entry.hasPlaces, origin: origin)
            return [
                "\(HTMLText.link(page, entry.title))\(summary)",
                "<code>\(MarkupText.escape(entry.id))</code>",
                // Addresses that would only give errors are no help.
                entry.isFailing
                    ? "<span class=\"quiet\">failing: it cannot be had at the moment</span>"
                    : addresses.map { HTMLText.link($0.url, $0.title) }.joined(separator: "<br>"),
            ]
        }
        return HTMLText.table(["Dataset", "Name", "Addresses"], rows: rows)
    }
}

/// The list of datasets for programs.
enum IndexDocument {
    static func value(_ entries: [CatalogueEntry], origin: PublicOrigin) -> JSONValue {
        ["datasets": .array(entries.map { value($0, origin) })]
    }

    private static func value(_ entry: CatalogueEntry, _ origin: PublicOrigin) -> JSONValue {
        var object = JSONObject([
            ("id", .string(entry.id)), ("title", .string(entry.title)),
            ("page", .string(origin.url("/datasets/\(PercentCoding.encode(entry.id))"))),
            ("addresses", addresses(of: entry.id, hasPlaces: entry.hasPlaces, origin: origin)),
            ("failing", .bool(entry.isFailing)),
        ])
        object["description"] = entry.summary.map { .string($0) }
        return .object(object)
    }

    static func addresses(of address: String, hasPlaces: Bool, origin: PublicOrigin) -> JSONValue {
        let all = ProtocolAddress.all(of: address, hasPlaces: hasPlaces, origin: origin)
        return .object(JSONObject(all.map { ($0.name, .string($0.url)) }))
    }
}
