internal import Execution
internal import Principals

/// The header fields that every answer carries, and the defaults for those that a service left out.
enum CommonFields {
    /// Seconds after which a client that was turned away may try again.
    private static let retryAfterSeconds = "2"

    /// RFC 7234, section 5.5.1: the store does not say what is newer, so an older state answers.
    private static let staleWarning = "110 sluice \"Response is Stale\""

    static func complete(_ fields: inout HTTPFields, status: Int, request: Request, context: WorkContext) {
        CrossOrigin.allow(&fields)
        fields["X-Content-Type-Options"] = "nosniff"
        if isPage(fields), fields["Content-Security-Policy"] == nil {
            fields["Content-Security-Policy"] = ContentSecurity.strictest
        }
        if !request.id.isEmpty { fields["Sluice-Request-Id"] = request.id }
        if let timing = serverTiming(context.measurements) { fields["Server-Timing"] = timing }
        if fields["Vary"] == nil, variesByAccept(fields, request) { fields["Vary"] = "Accept" }
        if fields["Content-Encoding"] != nil || TextType.holds(fields["Content-Type"]) {
            fields["Vary"] = (fields.all("Vary") + ["Accept-Encoding"]).joined(separator: ", ")
        }
        if status < 400, context.measurements.count(of: .staleAnswers) > 0 {
            fields.append("Warning", staleWarning)
        }
        if status == 503, fields["Retry-After"] == nil { fields["Retry-After"] = retryAfterSeconds }
        if status == 401 { Challenge.add(to: &fields) }
        if status == 429, case .slow(let seconds)? = request.refusal {
            fields["Retry-After"] = String(seconds)
        }
        RateLimitFields.add(
            to: &fields,
            status: status,
            isKnown: request.principal.name != nil,
            account: context.account
        )
        fields["Cache-Control"] = cacheControl(fields["Cache-Control"], status, request)
    }

    /// Whether a browser shows and runs it.
    private static func isPage(_ fields: HTTPFields) -> Bool {
        let type = fields["Content-Type"]?.lowercased() ?? ""
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml+xml")
            || type.hasPrefix("image/svg+xml")
    }

    /// An answer that people or programs may get in another form has looked at `Accept`, unless `f=` said it all.
    private static func variesByAccept(_ fields: HTTPFields, _ request: Request) -> Bool {
        guard let type = fields["Content-Type"] else { return false }
        guard type.hasPrefix("text/html") || type.holds("json") else { return false }
        let query = request.rawQuery
        return !query.hasPrefix("f=") && !query.holds("&f=")
    }

    /// Errors are never kept; answers are asked for again unless the service says otherwise; nothing that needed a
    /// principal is kept for others.
    private static func cacheControl(_ given: String?, _ status: Int, _ request: Request) -> String {
        let value = given ?? (status < 400 ? "no-cache" : "no-store")
        guard request.principal.name != nil, !value.contains("private"), !value.contains("no-store") else {
            return value
        }
        let shared = value.split(separator: ",").map { String($0.trimmed) }.filter { $0 != "public" }
        return (["private"] + shared).joined(separator: ", ")
    }

    /// The phases so far, in milliseconds (W3C Server Timing, section 3).
    private static func serverTiming(_ measurements: Measurements) -> String? {
        let phases = Measurements.Phase.allCases.compactMap { phase -> String? in
            let nanoseconds = measurements.nanoseconds(of: phase)
            return nanoseconds == 0 ? nil : "\(phase.name);dur=\(Milliseconds.text(nanoseconds))"
        }
        return phases.isEmpty ? nil : phases.joined(separator: ", ")
    }
}

/// Durations as people read them.
enum Milliseconds {
    /// Milliseconds with three decimals.
    static func text(_ nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1000
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
