internal import Execution
package import Principals

/// What nginx is told of who sends a request, and passes on to the worker that answers it.
///
/// It goes there and back in header fields of an empty answer: `auth_request` keeps nothing else, and takes any status but
/// 2xx, 401 and 403 for a mistake. So the answering worker words every refusal, in the protocol's own document.
package enum AuthenticationAnswer: Sendable, Equatable {
    /// `accessClass` tells what may be cached for whom: answers of one class are never given to another.
    case passes(Principal, accessClass: String)
    case refused(CredentialRefusal)

    /// The fields of this answer, by which `nginx/snippets` set the parameters of the same names.
    private enum Field: String, CaseIterable {
        case verdict = "Sluice-Verdict"
        case principal = "Sluice-Principal"
        case groups = "Sluice-Groups"
        case token = "Sluice-Token"
        case scope = "Sluice-Scope"
        case accessClass = "Sluice-Class"
    }

    /// Somebody is known, or nobody; what was refused has a verdict of its own.
    private static let (known, anonymous) = ("known", "anonymous")

    var response: Response {
        var response = Response(status: 204)
        for (field, text) in texts where !text.isEmpty { response.fields[field.rawValue] = text }
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    private var texts: [(Field, String)] {
        switch self {
        case .refused(let refusal): [(.verdict, refusal.text)]
        case .passes(let principal, let accessClass):
            [
                (.verdict, principal.name == nil ? Self.anonymous : Self.known),
                (.principal, principal.name.map { PercentCoding.encode($0) } ?? ""),
                (.groups, principal.groups.map { PercentCoding.encode($0) }.joined(separator: ",")),
                (.token, principal.token.map { PercentCoding.encode($0) } ?? ""),
                (.scope, principal.scope.text),
                (.accessClass, accessClass),
            ]
        }
    }

    /// What nginx passed on of such an answer; nil where it did not ask, but knows itself who it is, or nobody.
    ///
    /// What cannot be read lets nobody in.
    init?(_ parameters: FastCGIParameters) {
        guard let verdict = parameters[.verdict] else { return nil }
        if let refusal = CredentialRefusal(text: verdict) {
            self = .refused(refusal)
        } else if verdict == Self.anonymous {
            self = .passes(.anonymous, accessClass: "")
        } else if verdict == Self.known, let principal = Self.principal(parameters) {
            self = .passes(principal, accessClass: "")
        } else {
            self = .refused(.bad)
        }
    }

    /// Nobody where credentials were refused.
    var principal: Principal {
        if case .passes(let principal, _) = self { principal } else { .anonymous }
    }

    var refusal: CredentialRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    private static func principal(_ parameters: FastCGIParameters) -> Principal? {
        func decoded(_ text: some StringProtocol) -> String? {
            PercentCoding.decode(text, plusIsSpace: false)
        }
        let groups = (parameters[.groups] ?? "").split(separator: ",").map(decoded)
        guard let name = parameters[.principal].flatMap(decoded), !groups.contains(nil),
            let scope = Scope(text: parameters[.scope] ?? "")
        else { return nil }
        let token = parameters[.token].map(decoded)
        if case .some(.none) = token { return nil }
        return Principal(name: name, groups: groups.compactMap(\.self), token: token ?? nil, scope: scope)
    }
}

/// Why credentials open nothing; the client learns no more than this.
package enum CredentialRefusal: Error, Sendable, Equatable {
    /// Wrong, expired, revoked, unreadable.
    case bad
    /// After so many failures they were not looked at.
    case slow(retryAfterSeconds: Int)
    /// What would tell is not to be had now.
    case unknowable

    var text: String {
        switch self {
        case .bad: "bad"
        case .slow(let seconds): "slow \(seconds)"
        case .unknowable: "unknowable"
        }
    }

    init?(text: String) {
        switch text {
        case "bad": self = .bad
        case "unknowable": self = .unknowable
        default:
            guard text.hasPrefix("slow "), let seconds = Int(text.dropFirst(5)), seconds >= 0 else {
                return nil
            }
            self = .slow(retryAfterSeconds: seconds)
        }
    }
}
