internal import Coverages
internal import JSON

/// `/edr`: what is here and where (OGC 19-086r9, clause 7.2).
enum LandingPage {
    static func document(_ addresses: Addresses, _ formats: CoverageFormats) -> JSONValue {
        let names = formats.all.map(\.name)
        let links =
            Link.itself(addresses.landingPage, title: "This page") + [
                Link(
                    href: addresses.api,
                    rel: "service-desc",
                    type: Encoding.openAPI.contentType,
                    title: "The API definition"
                ),
                Link(
                    href: addresses.api + "?f=html",
                    rel: "service-doc",
                    type: "text/html",
                    title: "The API definition as HTML"
                ),
                Link(
                    href: addresses.conformance,
                    rel: "conformance",
                    type: "application/json",
                    title: "What this API conforms to"
                ),
                Link(
                    href: addresses.collections,
                    rel: "data",
                    type: "application/json",
                    title: "The collections"
                ),
            ]
        return [
            "title": "Environmental Data Retrieval",
            "description": JSONValue(
                "Values of data cubes at places and times, as \(names.joined(separator: ", "))."
            ),
            "keywords": JSONValue(["EDR"] + names + ["data cube"]),
            "links": JSONValue(links),
        ]
    }
}
