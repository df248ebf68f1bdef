/// How a parametric vertical coordinate becomes a pressure or a height: the formulas of CF 1.13, appendix D, by the
/// standard name that stands for each.
enum VerticalFormula: String, Sendable, CaseIterable {
    case lnPressure = "atmosphere_ln_pressure_coordinate"
    case sigma = "atmosphere_sigma_coordinate"
    case hybridPressure = "atmosphere_hybrid_sigma_pressure_coordinate"
    case hybridLnPressure = "atmosphere_hybrid_sigma_ln_pressure_coordinate"
    case hybridHeight = "atmosphere_hybrid_height_coordinate"
    case sleve = "atmosphere_sleve_coordinate"
    case oceanSigma = "ocean_sigma_coordinate"
    case oceanS = "ocean_s_coordinate"
    case oceanS1 = "ocean_s_coordinate_g1"
    case oceanS2 = "ocean_s_coordinate_g2"
    case sigmaZ = "ocean_sigma_z_coordinate"
    case doubleSigma = "ocean_double_sigma_coordinate"
    /// Either of the two before by the number `vtransform`, as ROMS has it where it writes no standard name.
    case transformed = "ocean_s_coordinate by Vtransform"

    var isPressure: Bool {
        switch self {
        case .lnPressure, .sigma, .hybridPressure, .hybridLnPressure: true
        default: false
        }
    }

    /// The terms for which zero makes no sense, each by the words of which one must be listed.
    var required: [[String]] {
        switch self {
        case .lnPressure: [["p0"], ["lev"]]
        case .sigma: [["sigma"], ["ps"]]
        case .hybridPressure: [["ps"], ["ap", "a", "b"]]
        case .hybridLnPressure: [["p0"], ["ps"], ["eta"]]
        case .hybridHeight: [["a"]]
        case .sleve: [["a"], ["ztop"]]
        case .oceanSigma: [["sigma"], ["depth"]]
        case .oceanS: [["s"], ["depth"]]
        case .oceanS1, .oceanS2: [["s"], ["c"], ["depth"]]
        case .sigmaZ: [["sigma"], ["depth"]]
        case .doubleSigma: [["sigma"], ["depth"], ["z1"], ["z2"]]
        case .transformed: [["s"], ["c"], ["depth"], ["vtransform"]]
        }
    }

    /// The terms that are pressures, or lengths, in the order in which they name the unit of the result.
    var dimensional: [String] {
        switch self {
        case .lnPressure, .sigma, .hybridPressure, .hybridLnPressure: ["ps", "p0", "ptop", "ap"]
        case .hybridHeight: ["orog", "a"]
        case .sleve: ["ztop", "zsurf1", "zsurf2"]
        case .oceanSigma: ["depth", "eta"]
        case .oceanS, .oceanS1, .oceanS2, .transformed: ["depth", "depth_c", "eta"]
        case .sigmaZ: ["depth", "depth_c", "eta", "zlev"]
        case .doubleSigma: ["depth", "z1", "z2", "href"]
        }
    }

    /// The word of a term that has to be listed and is not; nil where none is lacking.
    func lacking(_ isListed: (String) -> Bool) -> String? {
        if let words = required.first(where: { !$0.contains(where: isListed) }) { return words[0] }
        // Without it `a` is times zero.
        let needsReference = self == .hybridPressure && isListed("a") && !isListed("ap")
        return needsReference && !isListed("p0") ? "p0" : nil
    }

    /// The pressure of each level, or its height above the datum (positive up), in the unit of the terms; NaN where a
    /// term is missing.
    func values(_ terms: ColumnTerms) -> [Double] {
        var values = [Double](repeating: .nan, count: terms.count)
        fill(&values, terms)
        return values
    }

    /// The same into a list that is used again, of as many numbers as there are levels.
    func fill(_ values: inout [Double], _ terms: ColumnTerms) {
        if isPressure {
            for level in values.indices { values[level] = pressure(terms, level) }
            return
        }
        let sign = isDepth(terms) ? -1.0 : 1
        for level in values.indices { values[level] = sign * height(terms, level) }
    }

    @inline(__always) private func pressure(_ t: ColumnTerms, _ k: Int) -> Double {
        switch self {
        case .lnPressure: t(.p0, k) * Math.exp(-t(.lev, k))
        case .sigma: t(.ptop, k) + t(.sigma, k) * (t(.ps, k) - t(.ptop, k))
        case .hybridLnPressure: t(.p0, k) * t(.eta, k) * Math.pow(t(.ps, k) / t(.p0, k), t(.b, k))
        default: (t.has(.ap) ? t(.ap, k) : t(.a, k) * t(.p0, k)) + t(.b, k) * t(.ps, k)
        }
    }

    @inline(__always) private func height(_ t: ColumnTerms, _ k: Int) -> Double {
        switch self {
        case .hybridHeight: t(.a, k) + t(.b, k) * t(.orog, k)
        case .sleve: t(.a, k) * t(.ztop, k) + t(.b1, k) * t(.zsurf1, k) + t(.b2, k) * t(.zsurf2, k)
        case .oceanS: Self.stretched(t, k)
        case .oceanS1: Self.generic1(t, k)
        case .oceanS2: Self.generic2(t, k)
        case .transformed: Self.transformed(t, k)
        case .sigmaZ: Self.sigmaOrHeight(t, k)
        case .doubleSigma: Self.doubleSigma(t, k)
        default: t(.eta, k) + t(.sigma, k) * (t(.depth, k) + t(.eta, k))
        }
    }
}
