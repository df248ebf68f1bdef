internal import Gateway

/// The resources of this service by path (OGC 19-086r9, table 3).
enum Resource: Equatable {
    case landingPage, conformance, api, collections
    /// `id` as in the path, decoded: a dataset's address.
    case collection(id: String)
    case data(QueryType, id: String)

    static let prefix = "edr"

    /// - Parameter path: begins with the service's prefix; a trailing slash is allowed everywhere.
    /// - Throws: `EDRError.unknownPath`.
    init(_ path: RequestPath) throws(EDRError) {
        var segments = path.segments.dropFirst()
        if segments.last == "" { segments.removeLast() }
        let parts = Array(segments)
        switch (parts.first, parts.count) {
        case (nil, _): self = .landingPage
        case ("conformance", 1): self = .conformance
        case ("api", 1): self = .api
        case ("collections", 1): self = .collections
        case ("collections", 2): self = .collection(id: parts[1])
        case ("collections", 3):
            guard let type = QueryType(rawValue: parts[2]) else { throw .unknownPath }
            self = .data(type, id: parts[1])
        default: throw .unknownPath
        }
    }
}
