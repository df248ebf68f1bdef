extension VerticalFormula {
    /// The words of all its terms, in lower case (CF 1.13, appendix D).
    var words: Set<String> {
        switch self {
        case .lnPressure: ["p0", "lev"]
        case .sigma: ["sigma", "ps", "ptop"]
        case .hybridPressure: ["a", "ap", "b", "ps", "p0"]
        case .hybridLnPressure: ["eta", "b", "ps", "p0"]
        case .hybridHeight: ["a", "b", "orog"]
        case .sleve: ["a", "b1", "b2", "ztop", "zsurf1", "zsurf2"]
        case .oceanSigma: ["sigma", "eta", "depth"]
        case .oceanS: ["s", "eta", "depth", "a", "b", "depth_c"]
        case .oceanS1, .oceanS2: ["s", "c", "eta", "depth", "depth_c"]
        case .sigmaZ: ["sigma", "eta", "depth", "depth_c", "nsigma", "zlev"]
        case .doubleSigma: ["sigma", "depth", "z1", "z2", "a", "href", "k_c"]
        case .transformed: ["s", "c", "eta", "depth", "depth_c", "vtransform"]
        }
    }
}
