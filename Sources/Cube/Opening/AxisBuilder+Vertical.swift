internal import CF

extension AxisBuilder {
    /// The formula of a parametric vertical axis: its own, or that of its bounds, or of another array along it, also
    /// of one that is named like the dimension and has more dimensions.
    func formula(
        along dimension: StoredVariable.Dimension,
        holder: StoredVariable?
    ) -> ParametricFormula? {
        let bounds = holder.flatMap { CFAttributes($0.attributes).text("bounds") }
        let candidates =
            [holder, bounds.flatMap { arrays[$0] }] + (arrays.alongOneDimension[dimension.name] ?? [])
            + [arrays[dimension.name]]
        let formulas = candidates.lazy.compactMap { array -> (StoredVariable, ParametricFormula)? in
            guard let array,
                let formula = ParametricFormula(CFAttributes(array.attributes), exists: arrays.knows)
            else { return nil }
            return (array, formula)
        }
        guard let (array, formula) = formulas.first else { return nil }
        for term in formula.terms where !term.exists {
            report(Finding(subject: array.name, problem: .absentFormulaTerm(term.name, name: term.variable)))
        }
        return formula
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
