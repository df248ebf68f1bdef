internal import Gateway
internal import JSON

/// The two forms in which the portal answers.
enum PortalAnswer {
    /// A page that loads nothing from elsewhere, and runs nothing.
    static func html(_ text: String, status: Int = 200) -> Response {
        var response = Response(status: status, contentType: "text/html; charset=utf-8", text: text)
        response.fields["Content-Security-Policy"] = HTMLPage.security
        response.fields["Referrer-Policy"] = "same-origin"
        return response
    }

    static func json(_ value: JSONValue, status: Int = 200) -> Response {
        Response(status: status, contentType: "application/json", body: .bytes(value.bytes))
    }
}
