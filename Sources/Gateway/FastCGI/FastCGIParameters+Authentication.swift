internal import Execution
internal import Principals

extension AuthenticationQuestion {
    /// The role of nginx's own questions.
    private static let role = "auth"

    /// Nil for a request of a client.
    init?(_ parameters: FastCGIParameters) {
        guard parameters[.role] == Self.role else { return nil }
        self.init(
            authorization: parameters.headers["Authorization"].flatMap { $0.isEmpty ? nil : $0 },
            signature: parameters[.signature],
            certificate: parameters[.certificate],
            address: parameters[.address] ?? ""
        )
    }
}

extension AuthenticationAnswer {
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
