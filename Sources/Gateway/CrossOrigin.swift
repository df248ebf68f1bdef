/// Lets pages of other sites read what is published here (the Fetch standard, section 3.3, "CORS protocol").
enum CrossOrigin {
    /// A browser may ask again after a day.
    private static let preflightSeconds = "86400"

    static func preflight(allowed: [HTTPMethod]) -> Response {
        let methods = allowed.map(\.name).joined(separator: ", ")
        var response = Response(status: 204)
        response.fields["Allow"] = methods
        response.fields["Access-Control-Allow-Methods"] = methods
        response.fields["Access-Control-Allow-Headers"] =
            "Accept, Accept-Language, Authorization, Cache-Control, Content-Type, If-None-Match, Prefer, Range, "
            + "X-Requested-With, XDODS-Accept-Types"
        response.fields["Access-Control-Max-Age"] = preflightSeconds
        return response
    }

    static func allow(_ fields: inout HTTPFields) {
        fields["Access-Control-Allow-Origin"] = "*"
        fields["Access-Control-Expose-Headers"] =
            "Content-Disposition, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, "
            + "Sluice-Request-Id, Sluice-Snapshot, Warning, XDODS-Server"
    }
}
