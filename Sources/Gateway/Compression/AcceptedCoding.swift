/// What `Accept-Encoding` says about gzip and about bytes as they are (RFC 9110, section 12.5.3).
struct AcceptedCoding: Equatable {
    /// The client likes gzip no less than plain bytes.
    let takesGzip: Bool
    /// The client takes nothing but what is compressed.
    let refusesPlain: Bool

    /// More codings than any client lists are not read.
    private static let maxCodings = 32

    /// Of all fields of that name; none of them means that only plain bytes are sure to be understood.
    init(_ fields: [String]) {
        var (gzip, plain, any): (Double?, Double?, Double?) = (nil, nil, nil)
        let codings = fields.flatMap {
            $0.utf8.split(separator: UInt8(ascii: ","), maxSplits: Self.maxCodings)
        }
        for coding in codings.prefix(Self.maxCodings) {
            let parts = coding.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
                .map { Substring($0).trimmed }
            guard let name = parts.first, let weight = FieldWeight.of(parts.dropFirst()) else { continue }
            switch name.lowercased() {
            // Section 8.4.1.3: both are the same.
            case "gzip", "x-gzip": gzip = gzip ?? weight
            case "identity": plain = plain ?? weight
            case "*": any = any ?? weight
            default: break
            }
        }
        let weight = gzip ?? any ?? 0
        takesGzip = weight > 0 && weight >= plain ?? 0
        refusesPlain = takesGzip && (plain ?? any ?? 1) == 0
    }
}
