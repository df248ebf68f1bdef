extension DatasetBuilder {
    /// Reports what keeps the levels of a variable from having heights or pressures, each thing once.
    ///
    /// What does not exist is told with its axis.
    mutating func reportLevels(of variable: Variable) {
        let obstacle: FormulaTerm.Obstacle
        do throws(FormulaTerm.Obstacle) {
            _ = try variable.formula(in: arrays.all)
            return
        } catch {
            obstacle = error
        }
        guard let (axis, _) = variable.axis(.vertical) else { return }
        let coordinate = axis.variableName ?? axis.name
        let finding: Finding? =
            switch obstacle {
            case .absent: nil
            case .unknownFormula(let name): Finding(subject: coordinate, problem: .unknownFormula(name))
            case .unlisted(let term): Finding(subject: coordinate, problem: .unlistedFormulaTerm(term))
            case .unit(let term, let name, let units):
                Finding(subject: coordinate, problem: .formulaTermUnit(term, name: name, units: units))
            case .elsewhere(let term, let name, let dimensions):
                Finding(
                    subject: variable.name,
                    problem: .formulaTermElsewhere(term, name: name, dimensions: dimensions)
                )
            }
        if let finding, known.insert(finding).inserted { findings.append(finding) }
    }
}
