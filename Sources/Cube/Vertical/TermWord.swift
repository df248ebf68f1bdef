/// A term of a formula of CF Appendix D: numbered, because formulas are worked out for every pixel of a picture.
enum TermWord: Int, CaseIterable, Sendable {
    case a, ap, b, b1, b2, c, depth, criticalDepth, eta, href, lastSigma, lev, orog, p0, ps, ptop, s, sigma
    case vtransform, z1, z2, zlev, zsurf1, zsurf2, ztop

    /// The word of `formula_terms`, in lower case.
    var text: String {
        switch self {
        case .criticalDepth: "depth_c"
        case .lastSigma: "k_c"
        default: String(describing: self)
        }
    }

    /// - Returns: nil for words that no formula has.
    init?(_ text: String) {
        guard let word = Self.words[text] else { return nil }
        self = word
    }

    private static let words = Dictionary(uniqueKeysWithValues: allCases.map { ($0.text, $0) })
}
