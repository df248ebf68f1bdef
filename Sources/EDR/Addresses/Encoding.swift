internal import Gateway

/// An encoding that some description has; those of data are the registry's (`CoverageFormats`).
enum Encoding: Sendable, CaseIterable {
    case json, html, openAPI

    /// What the answer is labelled with.
    var contentType: String { offer.mediaType }

    /// The name in `f` and in `output_formats`.
    var name: String { offer.names[0] }

    /// Names in `f` and types in `Accept`.
    private var offer: Negotiation.Offer {
        switch self {
        case .json: Negotiation.Offer(names: ["json"], mediaType: "application/json")
        case .html:
            Negotiation.Offer(
                names: ["html"],
                mediaType: "text/html; charset=utf-8",
                aliases: ["application/xhtml+xml"]
            )
        case .openAPI:
            Negotiation.Offer(
                names: ["json", "openapi"],
                mediaType: "application/vnd.oai.openapi+json;version=3.0",
                aliases: ["application/json"]
            )
        }
    }

    /// The encoding that a request wants of those offered, the default first: `f` beats `Accept`.
    static func choose(
        among offered: [Encoding],
        format: String?,
        accept: String?
    ) throws(NegotiationError) -> Encoding {
        let offer = try Negotiation(offered.map(\.offer)).choose(format: format, accept: accept)
        return offered.first { $0.offer == offer } ?? offered[0]
    }
}
