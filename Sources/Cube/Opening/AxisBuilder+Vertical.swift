internal import CF
internal import JSON

extension AxisBuilder {
    /// The formulas of a parametric vertical axis: its own, or those of its bounds, or of other arrays along it, also of
    /// such with more dimensions, the one that is named like the dimension first.
    func formulas(
        along dimension: StoredVariable.Dimension,
        holder: StoredVariable?
    ) -> [ParametricFormula] {
        let bounds = holder.flatMap { CFAttributes($0.attributes).text("bounds") }
        let wider = arrays.all.filter { array in
            array.dimensions.count > 1 && array.dimensions.contains(dimension)
                && array.attributes["formula_terms"] != nil
        }
        let candidates =
            [holder, bounds.flatMap { arrays[$0] }] + (arrays.alongOneDimension[dimension.name] ?? [])
            + [arrays[dimension.name]] + wider
        var formulas: [ParametricFormula] = []
        for case let array? in candidates {
            guard formulas.count < Self.maxFormulas,
                let formula = ParametricFormula(CFAttributes(array.attributes), exists: arrays.knows),
                !formulas.contains(formula)
            else { continue }
            if formulas.isEmpty {
                for problem in Self.problems(formula) {
                    report(Finding(subject: array.name, problem: problem))
                }
            }
            formulas.append(formula)
        }
        return formulas.isEmpty ? unwrittenFormula(along: dimension).map { [$0] } ?? [] : formulas
    }

    /// What is wrong with the terms, whatever variable they are asked for.
    private static func problems(_ formula: ParametricFormula) -> [MetadataProblem] {
        let names = formula.terms.map { $0.name.lowercased() }
        let known = VerticalFormula(rawValue: formula.name)?.words
        return formula.terms.enumerated().flatMap { place, term -> [MetadataProblem] in
            var problems: [MetadataProblem] = []
            if !term.exists { problems.append(.absentFormulaTerm(term.name, name: term.variable)) }
            if names[..<place].contains(names[place]) { problems.append(.repeatedFormulaTerm(term.name)) }
            if let known, !known.contains(names[place]) {
                problems.append(.strayFormulaTerm(term.name, formula: formula.name))
            }
            return problems
        }
    }

    /// More than the places of one grid's cells have: nodes, edges, faces, and the bounds of each.
    private static let maxFormulas = 8

    /// What ROMS computes by where it wrote no standard name: the terms have the names that it gives them.
    private func unwrittenFormula(along dimension: StoredVariable.Dimension) -> ParametricFormula? {
        let curves = ["s_rho": "Cs_r", "s_w": "Cs_w"]
        guard let curve = curves[dimension.name] else { return nil }
        let names = [
            ("s", dimension.name), ("c", curve), ("eta", "zeta"), ("depth", "h"), ("depth_c", "hc"),
            ("vtransform", "Vtransform"),
        ]
        guard names.allSatisfy({ arrays[$0.1] != nil }) else { return nil }
        return ParametricFormula(
            name: VerticalFormula.transformed.rawValue,
            terms: names.map { (name: $0.0, variable: $0.1) }
        )
    }

    /// `positive`, else pressure and depth down, height and altitude up, else unknown.
    func direction(_ name: String, _ attributes: CFAttributes) -> Axis.VerticalDirection? {
        if let given = attributes.text("positive")?.lowercased() {
            return Axis.VerticalDirection(rawValue: given)
        }
        for text in [attributes.text("standard_name"), name].compactMap({ $0?.lowercased() }) {
            if text.contains("pressure") || text.contains("depth") { return .down }
            if text.contains("height") || text.contains("altitude") { return .up }
        }
        return AxisEvidence.isPressure(units: attributes.text("units")) ? .down : nil
    }
}
