internal import Execution
internal import JSON

/// The gateway's own words for what no protocol has words for: problem JSON (RFC 9457).
enum Fallback {
    static func response(to error: any Error, requestID: String) -> Response {
        let (status, detail) = wording(of: error)
        var document = JSONObject()
        document["type"] = "about:blank"
        document["title"] = .string(StatusCode.reason(status))
        document["status"] = JSONValue(status)
        document["detail"] = .string(detail)
        if !requestID.isEmpty { document["instance"] = .string("urn:sluice:request:\(requestID)") }
        var response = Response(
            status: status,
            contentType: "application/problem+json",
            body: .bytes(JSONValue.object(document).bytes)
        )
        if case RoutingError.methodNotAllowed(_, let allowed) = error {
            response.fields["Allow"] = allowed.map(\.name).joined(separator: ", ")
        }
        if let error = error as? RepeatedDeaths {
            response.fields["Retry-After"] = String(error.retryAfter)
        }
        return response
    }

    /// True when the client has gone: a word to it would be wasted.
    static func nobodyListens(_ error: any Error) -> Bool {
        error as? Interruption == .cancelled || error is TransportError
    }

    private static func wording(of error: any Error) -> (status: Int, detail: String) {
        switch error {
        case let error as RoutingError: wording(of: error)
        case let error as BadRequest: wording(of: error)
        case let error as Interruption: wording(of: error)
        case let error as NegotiationError: (error.status, error.description)
        case is SpoolError:
            (503, "The server has no room for this answer now; try again shortly, or ask for less.")
        case CredentialRefusal.bad: (401, "These credentials are not known here.")
        case CredentialRefusal.slow: (429, "There were too many failures to sign in; try again later.")
        case CredentialRefusal.unknowable: (503, "Who sends this cannot be told now; try again shortly.")
        case is RepeatedDeaths:
            (
                503,
                "This request has ended the server's processes before, and is not tried now; its log says more."
            )
        case Overload.waitedTooLong: (503, "The server is busy; try again shortly.")
        default: (500, "The server made a mistake; its log says which.")
        }
    }

    private static func wording(of error: RoutingError) -> (status: Int, detail: String) {
        switch error {
        case .noSuchPath(let path): (404, "There is nothing at '\(path.prefix(80))'.")
        case .methodNotAllowed(let method, let allowed):
            (
                405,
                "\(method.name.prefix(20)) is not possible here; \(allowed.map(\.name).joined(separator: ", ")) are."
            )
        }
    }

    private static func wording(of error: BadRequest) -> (status: Int, detail: String) {
        switch error {
        case .malformedPath(let reason), .malformedQuery(let reason):
            (400, "The address is malformed: \(reason).")
        case .notThroughTheGate: (403, "The request did not come through this site's own gateway.")
        case .bodyTooLong(let limit): (413, "The request's body is longer than \(limit) bytes.")
        }
    }

    private static func wording(of error: Interruption) -> (status: Int, detail: String) {
        switch error {
        case .deadlinePassed: (504, "The request took longer than it may; ask for less.")
        case .cancelled: (499, "The client has gone.")
        case .stopping: (503, "The server is being restarted; try again shortly.")
        case .overused: (429, "There were too many requests from here; try again later.")
        case .heldUp: (503, "What the request needs does not answer; try again shortly.")
        case .memoryExhausted: (503, "The server has no memory for this request now; try again shortly.")
        }
    }
}

/// Turned away before any work: the client has waited as long as the work itself may take.
enum Overload: Error, Equatable {
    case waitedTooLong
}

/// A request over which workers have died again and again.
struct RepeatedDeaths: Error, Equatable, CustomStringConvertible {
    let seconds: Double

    var description: String {
        "this request has ended worker processes again and again; it is refused for \(retryAfter) more seconds"
    }

    /// Whole seconds, at least one.
    var retryAfter: Int { Int(min(max(seconds, 1), 86_400).rounded(.up)) }
}
