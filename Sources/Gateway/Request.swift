package import Principals

/// One HTTP request as nginx passed it on: parsed once, never changed.
package struct Request: Sendable {
    package var method: HTTPMethod
    package var path: RequestPath
    /// The query as it was sent, without the `?`: each protocol decodes its own (`QueryItems`).
    package var rawQuery: String
    package var headers: HTTPFields
    package var body: [UInt8]
    /// Where the client believes it is: for absolute links.
    package var origin: PublicOrigin
    package var principal: Principal
    /// Why the credentials that came with it open nothing; nobody is known then.
    package var refusal: CredentialRefusal?
    /// Where it comes from, as nginx knows it; nil where that is not said.
    package var address: String?
    /// The program that reads whole sites, as nginx knows it by its `User-Agent`; nil for everybody else.
    package var crawler: String?
    /// Whether it comes from those who may see what is not for everybody, as nginx established it.
    package var isInternal: Bool
    /// For whom nginx would keep the answer: the class that another worker, maybe of other rules, found; nil where none was asked.
    package var accessClass: String?
    /// Appears in the log line and in `Sluice-Request-Id`.
    package var id: String

    package init(
        method: HTTPMethod = .get,
        path: RequestPath,
        rawQuery: String = "",
        headers: HTTPFields = HTTPFields(),
        body: [UInt8] = [],
        origin: PublicOrigin = PublicOrigin(scheme: "http", host: "localhost", prefix: ""),
        principal: Principal = .anonymous,
        refusal: CredentialRefusal? = nil,
        address: String? = nil,
        crawler: String? = nil,
        isInternal: Bool = false,
        accessClass: String? = nil,
        id: String = ""
    ) {
        self.method = method
        self.path = path
        self.rawQuery = rawQuery
        self.headers = headers
        self.body = body
        self.origin = origin
        self.principal = principal
        self.refusal = refusal
        self.address = address
        self.crawler = crawler
        self.isInternal = isInternal
        self.accessClass = accessClass
        self.id = id
    }
}

/// RFC 9110 methods that some answer depends on.
package enum HTTPMethod: Sendable, Equatable {
    case get, head, post, options
    case other(String)

    package init(_ name: String) {
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        case "OPTIONS": self = .options
        default: self = .other(name)
        }
    }

    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }
}
