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
    private enum Field: String {
        case verdict = "Sluice-Verdict"
        case principal = "Sluice-Principal"
        case groups = "Sluice-Groups"
        case token = "Sluice-Token"
        case scope = "Sluice-Scope"
        case accessClass = "Sluice-Class"
    }

    /// Somebody is known, or nobody; what was refused has a verdict of its own.
    static let (known, anonymous) = ("known", "anonymous")

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

    /// Nobody where credentials were refused.
    var principal: Principal {
        if case .passes(let principal, _) = self { principal } else { .anonymous }
    }

    var refusal: CredentialRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
