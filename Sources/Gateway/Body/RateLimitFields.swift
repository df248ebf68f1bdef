internal import Execution

/// What whoever asks may still do, in the fields of draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
///
/// They are one asker's alone: a refusal is never kept, and other answers have them only for those who have signed in, whose
/// answers no shared cache keeps.
enum RateLimitFields {
    /// RFC 9651, section 3.3.1: beyond this no parser has to go.
    private static let greatest = 999_999_999_999_999

    static func add(to fields: inout HTTPFields, status: Int, isKnown: Bool, account: (any WorkAccount)?) {
        guard let account else { return }
        let told: [Allowance]
        if status == 429, let overuse = account.overuse {
            fields["Retry-After"] = String(overuse.retryAfterSeconds)
            let broken = overuse.allowance.map { [$0] } ?? []
            told = broken + nearest(in: account.allowances.filter { !broken.contains($0) })
        } else if isKnown, status != 401 {
            told = nearest(in: account.allowances)
        } else {
            told = []
        }
        guard !told.isEmpty else { return }
        fields["RateLimit-Policy"] = told.map(policy).joined(separator: ", ")
        fields["RateLimit"] = told.map(limit).joined(separator: ", ")
    }

    /// The one of which the smallest part is left.
    private static func nearest(in allowances: [Allowance]) -> [Allowance] {
        let part = { (allowance: Allowance) in Double(allowance.remaining) / Double(max(allowance.limit, 1)) }
        return allowances.min { part($0) < part($1) }.map { [$0] } ?? []
    }

    private static func policy(_ allowance: Allowance) -> String {
        let unit =
            switch allowance.unit {
            case .requests: ""
            case .bytes: ";qu=\"content-bytes\""
            case .cpuSeconds: ";qu=\"cpu-seconds\""
            }
        return "\(name(allowance));q=\(min(allowance.limit, greatest))\(unit);w=\(allowance.windowSeconds)"
    }

    private static func limit(_ allowance: Allowance) -> String {
        "\(name(allowance));r=\(min(allowance.remaining, greatest));t=\(allowance.resetSeconds)"
    }

    /// A String of structured fields: names of quotas have no characters that would need escapes.
    private static func name(_ allowance: Allowance) -> String {
        let unit =
            switch allowance.unit {
            case .requests: "requests"
            case .bytes: "bytes"
            case .cpuSeconds: "cpu-seconds"
            }
        return "\"\(allowance.quota)-\(unit)\""
    }
}
