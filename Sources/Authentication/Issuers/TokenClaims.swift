internal import JSON
internal import Principals

/// What a token with a right signature says, held against the settings (RFC 7519, section 4.1).
struct TokenClaims: Sendable {
    private let claims: JSONObject
    private let settings: IssuerSettings

    /// Tokens that are good for longer are none that a rotation of keys ends.
    static let longestSeconds = 366.0 * 86_400
    static let maxGroups = 512

    init(_ claims: JSONObject, _ settings: IssuerSettings) {
        self.claims = claims
        self.settings = settings
    }

    /// Whose the token is, at so many seconds since 1970.
    func principal(at now: Double) throws(TokenRefusal) -> Principal {
        // Byte for byte: texts that Unicode calls equivalent are two.
        guard claims["iss"]?.stringValue?.isExactly(settings.issuer) == true else { throw .issuer }
        guard isForUs else { throw .audience }
        try checkTimes(now)
        guard let subject = Self.name(claims["sub"]) else { throw .subject }
        return Principal(name: try name(of: subject), groups: try groups)
    }

    /// Section 4.1.3: a text, or a list that may name others too.
    private var isForUs: Bool {
        switch claims["aud"] {
        case .string(let audience): audience.isExactly(settings.audience)
        case .array(let all): all.contains { $0.stringValue?.isExactly(settings.audience) == true }
        default: false
        }
    }

    private func checkTimes(_ now: Double) throws(TokenRefusal) {
        let leeway = Double(settings.leewaySeconds)
        guard let expiry = claims["exp"].flatMap(Self.number), now - leeway < expiry,
            expiry <= now + Self.longestSeconds
        else { throw .expiry }
        guard Self.isPast(claims["nbf"], now + leeway) else { throw .start }
        guard Self.isPast(claims["iat"], now + leeway) else { throw .issueTime }
    }

    /// Whether a moment that may lack is not after `limit`.
    private static func isPast(_ value: JSONValue?, _ limit: Double) -> Bool {
        guard let value else { return true }
        return number(value).map { $0 <= limit } ?? false
    }

    /// Seconds since 1970, perhaps with a fraction (section 2, NumericDate).
    private static func number(_ value: JSONValue) -> Double? {
        value.doubleValue.flatMap { $0.isFinite ? $0 : nil }
    }

    private func name(of subject: String) throws(TokenRefusal) -> String {
        guard settings.nameClaim != "sub" else { return subject }
        guard let name = Self.name(claims[settings.nameClaim]) else { throw .name }
        // OpenID Connect Core 1.0, section 5.1: what nobody has verified, anybody may have typed.
        if settings.nameClaim == "email", let isVerified = claims["email_verified"], isVerified != true {
            throw .name
        }
        return name
    }

    /// None where the claim is missing or null; a claim of another form refuses the token: a group may be what narrows a person's view.
    private var groups: [String] {
        get throws(TokenRefusal) {
            guard let claim = settings.groupsClaim, let value = value(at: claim), !value.isNull else {
                return []
            }
            guard let entries = value.arrayValue, entries.count <= Self.maxGroups else { throw .groups }
            let names = entries.compactMap(Self.name)
            guard names.count == entries.count else { throw .groups }
            return names
        }
    }

    /// The claim of that name, else what lies at the path that it is.
    private func value(at claim: String) -> JSONValue? {
        if let value = claims[claim] { return value }
        let path = claim.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return path.reduce(.some(.object(claims))) { value, name in value?[name] }
    }

    /// A text that can be a name in headers, logs and rules: not empty, not long, without what acts on a terminal, and without
    /// white space at its ends, which readers of headers take away.
    private static func name(_ value: JSONValue?) -> String? {
        guard let name = value?.stringValue, (1...IssuerSettings.maxClaimBytes).contains(name.utf8.count),
            !name.unicodeScalars.contains(where: ActiveCharacter.isOne),
            name.first?.isWhitespace == false, name.last?.isWhitespace == false
        else { return nil }
        return name
    }
}
