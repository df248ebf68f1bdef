internal import Principals

/// Makes a `Request` of what nginx sent, and refuses what did not come through the gate or means two things at once.
struct RequestReader: Sendable {
    let gate: Gate
    /// Where links lead, when the configuration says so.
    let publicOrigin: PublicOrigin?

    /// - Throws: `BadRequest`.
    func request(from parameters: FastCGIParameters, body: [UInt8]) throws(BadRequest) -> Request {
        let (path, query) = try target(of: parameters)
        let authentication = AuthenticationAnswer(parameters)
        return Request(
            method: HTTPMethod(parameters[.method] ?? ""),
            path: path,
            rawQuery: query,
            headers: parameters.headers,
            body: body,
            origin: (publicOrigin ?? origin(parameters)).below(Self.signedPrefix(parameters)),
            principal: Self.principal(parameters, authentication),
            refusal: authentication?.refusal,
            address: parameters[.address],
            crawler: parameters[.crawler],
            isInternal: parameters[.role] == Self.internalRole,
            accessClass: parameters[.accessClass],
            id: Self.requestID(parameters)
        )
    }

    /// What nginx says of requests from those who watch the server.
    private static let internalRole = "internal"

    /// Call before anything else is believed.
    func checkGate(_ parameters: FastCGIParameters) throws(BadRequest) {
        guard gate.isOpened(by: parameters[.gate]) else { throw .notThroughTheGate }
    }

    static func requestID(_ parameters: FastCGIParameters) -> String {
        let id = parameters[.requestID] ?? ""
        let isPlain = id.utf8.allSatisfy {
            ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
        }
        return isPlain && (1...64).contains(id.utf8.count)
            ? id : String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// Who sends a request, as nginx was told, or as it knows itself.
    static func principal(_ parameters: FastCGIParameters) -> Principal {
        principal(parameters, AuthenticationAnswer(parameters))
    }

    private static func principal(_ parameters: FastCGIParameters, _ answer: AuthenticationAnswer?)
        -> Principal
    {
        if let answer { return answer.principal }
        let groups = (parameters[.groups] ?? "").split(separator: ",").map { String($0.trimmed) }
        return Principal(name: parameters[.principal], groups: groups.filter { !$0.isEmpty })
    }

    /// Path and query, from the address as the client sent it.
    private func target(of parameters: FastCGIParameters) throws(BadRequest) -> (RequestPath, String) {
        guard !parameters.hasBrokenTarget else { throw .malformedPath("invalid UTF-8 in the address") }
        guard let target = parameters[.target] else { throw .malformedPath("no address at all") }
        let prefix = parameters[.prefix] ?? ""
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let below = Self.without(prefix, String(target[..<question]))
        let path = try RequestPath(raw: Self.without(Self.signedPrefix(parameters), below))
        // nginx chose the location by its own reading, without the prefix: both must mean the same below it.
        if let meant = parameters[.documentURI], meant != path.decoded {
            throw .malformedPath("an address that can be read in two ways")
        }
        return (path, question < target.endIndex ? String(target[target.utf8.index(after: question)...]) : "")
    }

    /// The address as the log has it: whoever reads it there may not use it.
    static func shownTarget(_ parameters: FastCGIParameters) -> String {
        let target = parameters[.target] ?? ""
        let secret = signedPrefix(parameters)
        guard !secret.isEmpty, let place = target.firstRange(of: secret) else { return target }
        return target[..<place.lowerBound] + "/s/…" + target[place.upperBound...]
    }

    /// What of an address says who may use it; empty for most.
    private static func signedPrefix(_ parameters: FastCGIParameters) -> String {
        parameters[.signature].map { "/s/\($0)" } ?? ""
    }

    /// The path below the place where the site hangs; a path outside it stays as it is, and finds nothing.
    private static func without(_ prefix: String, _ path: String) -> String {
        guard !prefix.isEmpty, path.hasPrefix(prefix) else { return path }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty ? "/" : rest.hasPrefix("/") ? String(rest) : path
    }

    private func origin(_ parameters: FastCGIParameters) -> PublicOrigin {
        PublicOrigin(
            scheme: parameters[.scheme] == "https" ? "https" : "http",
            host: parameters[.host].flatMap { PublicOrigin.isPlainHost($0) ? $0 : nil }
                ?? "localhost",
            prefix: parameters[.prefix] ?? ""
        )
    }
}
