/// The longer formulas of the ocean: heights, positive up, of a level `k`.
///
/// eta is a height above the datum, depths are positive distances, s and sigma run from 0 at the surface to −1 at the
/// floor, but for the double sigma (digest: cf.md, section 6).
extension VerticalFormula {
    static func stretched(_ t: ColumnTerms, _ k: Int) -> Double {
        let (s, eta, criticalDepth) = (t(.s, k), t(.eta, k), t(.criticalDepth, k))
        return eta * (1 + s) + criticalDepth * s + (t(.depth, k) - criticalDepth) * curve(t, k)
    }

    /// How levels crowd at the surface and the floor; without any stretching (a = 0) the limit, which is s.
    private static func curve(_ t: ColumnTerms, _ k: Int) -> Double {
        let (s, a, b) = (t(.s, k), t(.a, k), t(.b, k))
        guard a != 0 else { return s }
        let surface = Math.sinh(a * s) / Math.sinh(a)
        let both = Math.tanh(a * (s + 0.5)) / (2 * Math.tanh(a / 2)) - 0.5
        return (1 - b) * surface + b * both
    }

    static func generic1(_ t: ColumnTerms, _ k: Int) -> Double {
        let (depth, criticalDepth) = (t(.depth, k), t(.criticalDepth, k))
        let resting = criticalDepth * t(.s, k) + (depth - criticalDepth) * t(.c, k)
        return resting + t(.eta, k) * (1 + resting / depth)
    }

    static func generic2(_ t: ColumnTerms, _ k: Int) -> Double {
        let (depth, criticalDepth, eta) = (t(.depth, k), t(.criticalDepth, k), t(.eta, k))
        let share = (criticalDepth * t(.s, k) + depth * t(.c, k)) / (criticalDepth + depth)
        return eta + (eta + depth) * share
    }

    static func transformed(_ t: ColumnTerms, _ k: Int) -> Double {
        switch t(.vtransform, k) {
        case 1: generic1(t, k)
        case 2: generic2(t, k)
        default: .nan
        }
    }

    /// Sigma where it is not missing, below that heights as they are.
    static func sigmaOrHeight(_ t: ColumnTerms, _ k: Int) -> Double {
        let (sigma, eta, depth) = (t(.sigma, k), t(.eta, k), t(.depth, k))
        guard sigma.isNaN else {
            // Without a critical depth sigma reaches the floor.
            let reach = t.has(.criticalDepth) ? lesser(t(.criticalDepth, k), depth) : depth
            return eta + sigma * (reach + eta)
        }
        return t.has(.zlev) ? t(.zlev, k) : .nan
    }

    /// Missing where either is, which `min` is not.
    private static func lesser(_ first: Double, _ second: Double) -> Double {
        first.isNaN || second.isNaN ? .nan : min(first, second)
    }

    /// As the formula has it, which counts the way of sigma; `k_c` counts from 1.
    static func doubleSigma(_ t: ColumnTerms, _ k: Int) -> Double {
        let (sigma, depth, z1, z2) = (t(.sigma, k), t(.depth, k), t(.z1, k), t(.z2, k))
        let bend = Math.tanh(2 * t(.a, k) / (z1 - z2) * (depth - t(.href, k)))
        let middle = 0.5 * (z1 + z2) + 0.5 * (z1 - z2) * bend
        guard Double(k + 1) > t(.lastSigma, k) else { return sigma * middle }
        return middle + (sigma - 1) * (depth - middle)
    }

    /// Whether the formula gives depths: the double sigma where sigma runs from 0 to 2, against its text, which is
    /// continuous no other way.
    func isDepth(_ t: ColumnTerms) -> Bool {
        guard self == .doubleSigma else { return false }
        return (0..<t.count).allSatisfy { !(t(.sigma, $0) < 0) }
    }
}
