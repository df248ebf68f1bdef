internal import Failures
internal import Gateway
internal import JSON
internal import Serving

/// Every error of this protocol as one document: problem details (RFC 9457) with the `code` and `description` of
/// OGC 19-086r9 (digest: edr.md, section 5).
struct ProblemDocument {
    let status: Int
    /// A word for programs, stable between versions.
    let code: String
    let description: String
    /// Facts behind the description, for clients that act on them.
    var facts: [(String, JSONValue)] = []

    /// - Returns: nil for errors that this protocol has no words for.
    init?(_ error: any Error) {
        switch error {
        case let error as EDRError: self.init(edr: error)
        case let negotiation as NegotiationError:
            self.init(
                negotiation.status,
                negotiation.status == 406 ? "NotAcceptable" : "UnsupportedFormat",
                negotiation.description
            )
        case let request as BadRequest: self.init(badRequest: request)
        default:
            guard let failure = Failure(classifying: error) else { return nil }
            self.init(failure: failure)
        }
    }

    private init(_ status: Int, _ code: String, _ description: String) {
        self.status = status
        self.code = code
        self.description = description
    }

    private init(edr error: EDRError) {
        switch error {
        case .missing(let parameter, let expected):
            self.init(400, "MissingParameter", "The parameter '\(parameter)' is required: \(expected).")
        case .unknownParameter(let name, let known):
            let near = NearestName.of(name, among: known).map { " Did you mean '\($0)'?" }
            self.init(
                400,
                "UnknownParameter",
                "There is no query parameter '\(name.prefix(80))' here."
                    + (near ?? " There is: \(known.joined(separator: ", ")).")
            )
        case .repeatedParameter(let name):
            self.init(400, "RepeatedParameter", "The parameter '\(name.prefix(80))' is given more than once.")
        case .unknownPath: self.init(404, "NotFound", "There is no such resource below /edr.")
        case .unsupportedMethod(let method):
            self.init(405, "MethodNotAllowed", "\(method.prefix(20)) is not supported: use GET or HEAD.")
        case .unreadable(let failure): self.init(failure: failure)
        case .nothingToQuery(let collection, let reason):
            self.init(
                404,
                "NotFound",
                "'\(collection)' has no variable whose place on the Earth is known, so EDR cannot serve it"
                    + (reason.map { " (\($0))." } ?? ".")
            )
        case .tooMany(let things, let allowed, let requested):
            self.init(
                413,
                "TooLarge",
                "The request has \(requested) \(things) or more; the limit is \(allowed)."
            )
            facts = [("limit", JSONValue(allowed))]
        }
    }

    private init(failure: Failure) {
        let status: Int
        switch failure {
        case .notFound(.dataset, _, _), .notFound(.group, _, _), .notFound(.version, _, _): status = 404
        // A name inside a query is a bad parameter, not a missing resource.
        case .notFound, .notServed: status = 400
        default: status = failure.status
        }
        self.init(status, Self.code(of: failure), failure.description)
        if case .tooLarge(let limit, let allowed, let requested, _) = failure {
            facts = [
                ("limit", JSONValue(limit.rawValue)), ("allowed", JSONValue(allowed)),
                ("requested", JSONValue(requested)),
            ]
        }
    }

    private init?(badRequest: BadRequest) {
        switch badRequest {
        case .malformedPath(let reason), .malformedQuery(let reason):
            self.init(400, "MalformedRequest", "The address is not understood: \(reason).")
        case .bodyTooLong(let limit): self.init(413, "TooLarge", "The body is longer than \(limit) bytes.")
        case .notThroughTheGate: return nil
        }
    }

    private static func code(of failure: Failure) -> String {
        switch failure {
        case .notFound(.dataset, _, _), .notFound(.group, _, _), .notFound(.version, _, _): "NotFound"
        case .notFound, .notServed, .invalid, .unsupported: "InvalidParameter"
        case .unauthenticated: "Unauthorized"
        case .tooManyRequests: "TooManyRequests"
        case .outsideDomain: "OutsideDomain"
        case .tooLarge: "TooLarge"
        case .busy, .noRoom: "Busy"
        case .storage: "Storage"
        case .timedOut: "Timeout"
        case .cancelled: "Cancelled"
        case .defect: "InternalError"
        }
    }

    /// The document as an answer; `requestID` is what the operator finds the cause by.
    func response(requestID: String) -> Response {
        var document: JSONObject = JSONObject([
            ("type", "about:blank"), ("title", JSONValue(StatusCode.reason(status))),
            ("status", JSONValue(status)),
            ("code", JSONValue(code)), ("detail", JSONValue(description)),
            ("description", JSONValue(description)),
        ])
        for (name, value) in facts { document[name] = value }
        if status >= 500 { document["request"] = JSONValue(requestID) }
        var response = Response(
            status: status,
            contentType: "application/problem+json",
            body: .bytes(JSONValue.object(document).bytes)
        )
        response.fields["Cache-Control"] = "no-store"
        response.fields["Vary"] = "Accept"
        if status == 405 { response.fields["Allow"] = "GET, HEAD, OPTIONS" }
        if status == 503 { response.fields["Retry-After"] = "1" }
        return response
    }
}
