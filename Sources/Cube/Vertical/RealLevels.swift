internal import Failures
internal import Grids

/// How the levels of a variable become heights, depths or pressures.
enum RealLevels: Sendable {
    /// Its numbers are what was asked for.
    case own
    /// They are with the other sign: depths of heights.
    case turned
    case computed(BoundFormula)
}

extension Variable {
    /// How its levels become what is asked for; nil for a variable without levels.
    ///
    /// - Throws: `unsupported` where they never do, with what they do become or what hinders it.
    func realLevels(as quantity: VerticalQuantity, in arrays: [StoredVariable]) throws(Failure) -> (
        axis: Axis, dimension: Int, RealLevels
    )? {
        guard let (axis, dimension) = axis(.vertical) else { return nil }
        let formula: BoundFormula?
        do throws(FormulaTerm.Obstacle) {
            formula = try self.formula(in: arrays)
        } catch {
            throw .unsupported(
                reason: "The levels of '\(name)' have no \(quantity.rawValue): \(error.words)"
            )
        }
        if let formula {
            guard formula.quantities.contains(quantity) else { throw lacks(quantity, formula.quantities) }
            return (axis, dimension, .computed(formula))
        }
        switch (axis.quantity, quantity) {
        case (let own?, _) where own == quantity: return (axis, dimension, .own)
        case (.height?, .depth), (.depth?, .height): return (axis, dimension, .turned)
        case (let own?, _): throw lacks(quantity, own == .pressure ? [.pressure] : [.height, .depth])
        case (nil, _): throw lacks(quantity, [])
        }
    }

    private func lacks(_ quantity: VerticalQuantity, _ others: [VerticalQuantity]) -> Failure {
        let told = others.map(\.rawValue).joined(separator: " or ")
        return .unsupported(
            reason: "The levels of '\(name)' have no \(quantity.rawValue)"
                + (told.isEmpty ? ", they are numbers without a formula" : "; vertical=\(told) can be asked")
        )
    }
}

extension FormulaTerm.Obstacle {
    var words: String {
        switch self {
        case .unknownFormula(let name): "the formula '\(name)' is not known"
        case .unlisted(let term): "its formula_terms do not name '\(term)'"
        case .absent(let term, let name): "the variable '\(name)' of the term '\(term)' is not there"
        case .unit(let term, let name, let units):
            "the term '\(term)', '\(name)', is in '\(units)', which is no pressure or length"
        case .elsewhere(let term, let name, let dimensions):
            "the term '\(term)', '\(name)' along \(dimensions.joined(separator: ", ")), lies elsewhere"
        }
    }
}

extension Axis {
    /// The same levels with their real values at one place and time; NaN is one that has none.
    func levels(_ values: [Double], of quantity: VerticalQuantity, units: String?) -> Axis {
        var meaning = AxisMeaning()
        meaning.units = units ?? quantity.defaultUnits
        meaning.longName = quantity.rawValue
        meaning.positive = quantity.positive
        return Axis(
            name: name,
            role: .vertical,
            cells: CellAxis(centres: values),
            meaning: meaning,
            variableName: name
        )
    }
}
