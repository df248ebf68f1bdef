internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Serving

/// The list of datasets for people.
enum IndexPage {
    static func text(_ entries: [CatalogueEntry], _ offers: Advertisements, origin: PublicOrigin) -> String {
        let catalogues = offers.catalogues(at: origin).map { ($0.url, $0.title) }
        let lists = (catalogues + [(origin.url("/?f=json"), "This list as JSON")]).map { url, title in
            "<li>\(HTMLText.link(url, title))</li>\n"
        }
        return HTMLPage.text(
            title: "Datasets",
            origin: origin,
            body: """
                <h1>Datasets</h1>
                \(entries.isEmpty ? "<p>Nothing is published here yet.</p>" : table(entries, offers, origin))
                <h2>Catalogues</h2>
                <ul>
                \(lists.joined())</ul>
                """
        )
    }

    private static func table(
        _ entries: [CatalogueEntry],
        _ offers: Advertisements,
        _ origin: PublicOrigin
    ) -> String {
        let rows = entries.map { entry in
            let page = origin.url("/datasets/\(PercentCoding.encode(entry.id))")
            let summary =
                entry.summary.map { "<br><span class=\"quiet\">\(MarkupText.escape($0))</span>" } ?? ""
            let addresses = offers.all(of: AdvertisedDataset(entry, origin: origin)).filter {
                $0.kind == .service
            }
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
    static func value(_ entries: [CatalogueEntry], _ offers: Advertisements, origin: PublicOrigin)
        -> JSONValue
    {
        ["datasets": .array(entries.map { value($0, offers, origin) })]
    }

    private static func value(_ entry: CatalogueEntry, _ offers: Advertisements, _ origin: PublicOrigin)
        -> JSONValue
    {
        let offered = offers.all(of: AdvertisedDataset(entry, origin: origin))
        var object = JSONObject([
            ("id", .string(entry.id)), ("title", .string(entry.title)),
            ("page", .string(origin.url("/datasets/\(PercentCoding.encode(entry.id))"))),
            ("addresses", urls(.service, offered)),
            ("failing", .bool(entry.isFailing)),
        ])
        object["description"] = entry.summary.map { .string($0) }
        return .object(object)
    }

    /// The addresses of one kind by their names.
    static func urls(_ kind: Advertisement.Kind, _ offered: [Advertisement]) -> JSONValue {
        .object(JSONObject(offered.filter { $0.kind == kind }.map { ($0.name, .string($0.url)) }))
    }
}
