internal import Failures
internal import Gateway
internal import JSON
internal import Serving

/// Errors of the portal: a page for browsers, problem JSON (RFC 9457) for everybody else.
enum PortalFailure {
    static func response(to error: any Error, request: Request) -> Response? {
        guard let (status, detail) = wording(of: error) else { return nil }
        guard wantsPage(request) else { return problem(status: status, detail: detail) }
        return PortalAnswer.html(page(status: status, detail: detail, request: request), status: status)
    }

    private static func wording(of error: any Error) -> (status: Int, detail: String)? {
        switch error {
        case RoutingError.noSuchPath(let path): (404, "There is nothing at '\(path.prefix(80))'.")
        case let error as NegotiationError: (error.status, error.description)
        // The gateway has words for addresses that cannot be read.
        case is BadRequest: nil
        default: Failure(classifying: error).map { ($0.status, $0.description) }
        }
    }

    /// Browsers ask for HTML by name; a program that takes anything gets what programs read.
    private static func wantsPage(_ request: Request) -> Bool {
        let query = try? QueryItems(request.rawQuery, plusIsSpace: true)
        if let format = query?["f"] { return format.lowercased() == "html" }
        return request.headers["Accept"]?.contains("text/html") ?? false
    }

    private static func page(status: Int, detail: String, request: Request) -> String {
        let title = StatusCode.reason(status)
        return HTMLPage.text(
            title: title,
            origin: request.origin,
            body: """
                <h1>\(MarkupText.escape(title))</h1>
                <p>\(MarkupText.escape(detail))</p>
                <p><a href="\(MarkupText.escape(request.origin.url("/")))">See what is here</a></p>
                <p class="quiet">Request \(MarkupText.escape(request.id))</p>
                """
        )
    }

    private static func problem(status: Int, detail: String) -> Response {
        let document: JSONValue = [
            "type": "about:blank", "title": .string(StatusCode.reason(status)), "status": JSONValue(status),
            "detail": .string(detail),
        ]
        var response = PortalAnswer.json(document, status: status)
        response.fields["Content-Type"] = "application/problem+json"
        return response
    }
}
