internal import Gateway

/// An encoding that some resource of this protocol has.
enum Encoding: Sendable, CaseIterable {
    case json, html, openAPI, coverageJSON

    /// What the answer is labelled with.
    var contentType: String {
        switch self {
        case .json: "application/json"
        case .html: "text/html; charset=utf-8"
        case .openAPI: "application/vnd.oai.openapi+json;version=3.0"
        case .coverageJSON: "application/vnd.cov+json"
        }
    }

    /// The name in `f` and in `output_formats`.
    var name: String {
        switch self {
        case .json, .openAPI: "json"
        case .html: "html"
        case .coverageJSON: "CoverageJSON"
        }
    }

    /// What clients also write in `f`, in any case.
    private var names: [String] {
        switch self {
        case .json, .html: [name]
        case .openAPI: [name, "openapi"]
        case .coverageJSON: [name, "covjson", "json"]
        }
    }

    /// Media types in `Accept` that this encoding satisfies; the second of CoverageJSON is that of EDR 1.0 and 1.1.
    private var mediaTypes: [String] {
        switch self {
        case .json: ["application/json"]
        case .html: ["text/html", "application/xhtml+xml"]
        case .openAPI: ["application/vnd.oai.openapi+json", "application/json"]
        case .coverageJSON: ["application/vnd.cov+json", "application/prs.coverage+json", "application/json"]
        }
    }

    /// The encoding that a request wants of those offered, the default first: `f` beats `Accept`.
    ///
    /// - Throws: `EDRError.unsupportedFormat` or `EDRError.notAcceptable`.
    static func choose(among offered: [Encoding], format: String?, accept: String?) throws(EDRError)
        -> Encoding
    {
        if let format, !format.isEmpty {
            let wanted = format.lowercased()
            if let match = offered.first(where: { $0.names.contains { $0.lowercased() == wanted } }) {
                return match
            }
            throw .unsupportedFormat(received: format, offered: offered.map(\.name))
        }
        guard let accept, !accept.isEmpty else { return offered[0] }
        let preferences = AcceptHeader(accept)
        let ranked = offered.map { encoding in
            (encoding, quality: encoding.mediaTypes.map(preferences.quality).max() ?? 0)
        }
        guard let best = ranked.map(\.quality).max(), best > 0,
            let choice = ranked.first(where: { $0.quality == best })
        else { throw .notAcceptable(offered: offered.map(\.contentType)) }
        return choice.0
    }
}
