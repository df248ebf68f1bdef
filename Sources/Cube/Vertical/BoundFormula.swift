internal import CF
internal import Grids

/// The formula of a variable's levels with all its terms found: what has to be read, and nothing of it read yet.
struct BoundFormula: Sendable {
    let formula: VerticalFormula
    let terms: [FormulaTerm]
    /// The variable's dimension along which the levels lie.
    let level: Int
    /// Of the result: that of the first term that has one.
    let units: String

    /// The first of the formulas along an axis whose terms lie where the variable does.
    ///
    /// - Throws: what hinders the first of them.
    init(
        _ formulas: [ParametricFormula],
        of variable: StoredVariable,
        level: Int,
        cells: [Int],
        in arrays: FormulaArrays
    ) throws(FormulaTerm.Obstacle) {
        var first: FormulaTerm.Obstacle?
        for formula in formulas {
            do throws(FormulaTerm.Obstacle) {
                self = try BoundFormula(formula, of: variable, level: level, cells: cells, in: arrays)
                return
            } catch {
                first = first ?? error
            }
        }
        throw first ?? .unknownFormula("")
    }

    private init(
        _ parametric: ParametricFormula,
        of variable: StoredVariable,
        level: Int,
        cells: [Int],
        in arrays: FormulaArrays
    ) throws(FormulaTerm.Obstacle) {
        guard let formula = VerticalFormula(rawValue: parametric.name) else {
            throw .unknownFormula(parametric.name)
        }
        let listed = Set(parametric.terms.map { $0.name.lowercased() })
        if let word = formula.lacking(listed.contains) { throw .unlisted(word) }
        var terms: [FormulaTerm] = []
        for term in parametric.terms where Self.isUsed(term.name.lowercased(), terms) {
            terms.append(try FormulaTerm(term, for: variable, level: level, cells: cells, in: arrays))
        }
        for term in terms where formula.dimensional.contains(term.name) {
            guard let own = CFAttributes(term.stored.attributes).text("units"),
                let cleaned = UnitText.cleaned(own, isTemperature: false),
                UnitSystem.conversion(from: cleaned, to: formula.isPressure ? "Pa" : "m") == nil,
                // A unit that nobody knows says nothing.
                UnitSystem.conversion(from: cleaned, to: cleaned) != nil
            else { continue }
            throw .unit(term.name, name: term.stored.name, units: own)
        }
        (self.formula, self.terms, self.level) = (formula, terms, level)
        units = Self.units(formula, terms)
    }

    /// The same formula with some of its terms, for reading those alone.
    func with(_ terms: [FormulaTerm]) -> BoundFormula {
        BoundFormula(formula: formula, terms: terms, level: level, units: units)
    }

    private init(formula: VerticalFormula, terms: [FormulaTerm], level: Int, units: String) {
        (self.formula, self.terms, self.level, self.units) = (formula, terms, level, units)
    }

    /// Of a term that is listed twice the first counts; the number of sigma levels is in no formula.
    private static func isUsed(_ name: String, _ terms: [FormulaTerm]) -> Bool {
        name != "nsigma" && !terms.contains { $0.name == name }
    }

    /// The variable's dimensions, cells and levels aside, along which its real levels change.
    func changing(besides cells: [Int]) -> [Int] {
        terms.reduce(into: Set<Int>()) { $0.formUnion($1.followed) }
            .subtracting(cells + [level]).sorted()
    }

    var quantities: [VerticalQuantity] { formula.isPressure ? [.pressure] : [.height, .depth] }

    private static func units(_ formula: VerticalFormula, _ terms: [FormulaTerm]) -> String {
        let named = formula.dimensional.lazy.compactMap { name in terms.first { $0.name == name } }
        let texts = named.compactMap { CFAttributes($0.stored.attributes).text("units") }
        return texts.first { UnitText.cleaned($0, isTemperature: false) != nil }
            ?? (formula.isPressure ? "Pa" : "m")
    }

    /// What turns the numbers of a term into that unit; nil for those that are in it, or that have no unit to convert.
    func conversion(of term: FormulaTerm) -> UnitConversion? {
        guard formula.dimensional.contains(term.name),
            let own = CFAttributes(term.stored.attributes).text("units"), own != units,
            let from = UnitText.cleaned(own, isTemperature: false),
            let to = UnitText.cleaned(units, isTemperature: false)
        else { return nil }
        return UnitSystem.conversion(from: from, to: to)
    }
}

extension Variable {
    /// The formula of its levels; nil where its vertical axis has none.
    ///
    /// - Throws: what hinders that it be computed.
    func formula(in arrays: [StoredVariable]) throws(FormulaTerm.Obstacle) -> BoundFormula? {
        guard let (axis, level) = axis(.vertical), !axis.meaning.formulas.isEmpty else { return nil }
        return try BoundFormula(
            axis.meaning.formulas,
            of: stored,
            level: level,
            cells: gridDimensions?.all ?? [],
            // Terms over faces lie in rows and columns where the variable does.
            in: FormulaArrays(
                stored.folding.map { folding in arrays.map { folding.folded($0) ?? $0 } } ?? arrays
            )
        )
    }
}
