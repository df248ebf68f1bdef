/// For how long a server lets its answer be kept (RFC 9111, sections 4.2 and 5.2.2).
struct CacheFreshness: Sendable {
    private var lifetime: Int?
    private var age = 0

    /// Seconds from now, never negative; nil when the answer does not say.
    var seconds: Int? { lifetime.map { max(0, $0 - age) } }

    /// Takes one `Cache-Control` field; of several directives the shortest counts.
    ///
    /// What is for caches between the two alone (`s-maxage`) does not count.
    mutating func take(cacheControl value: String) {
        for directive in value.split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            switch parts.first?.lowercased() {
            case "no-store", "no-cache": shorten(to: 0)
            case "max-age": shorten(to: parts.count > 1 ? Self.seconds(parts[1]) : 0)
            default: break
            }
        }
    }

    /// Takes an `Age` field: seconds for which caches on the way have kept the answer already.
    mutating func take(age value: String) { age = Self.seconds(value) }

    private mutating func shorten(to seconds: Int) { lifetime = min(lifetime ?? seconds, seconds) }

    /// RFC 9111, section 1.2.2: a number too large for anybody is 2^31, what is no number is stale.
    private static func seconds(_ text: String) -> Int {
        let digits = text.hasPrefix("\"") && text.hasSuffix("\"") ? text.dropFirst().dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return min(Int(digits) ?? 1 << 31, 1 << 31)
    }
}
