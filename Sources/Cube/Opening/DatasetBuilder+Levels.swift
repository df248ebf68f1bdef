extension DatasetBuilder {
    /// Reports what keeps the levels of a variable from having heights or pressures, each thing once.
    ///
    /// What does not exist is told with its axis.
    mutating func reportLevels(of variable: Variable) throws {
        let bound: Result<BoundFormula?, FormulaTerm.Obstacle>
        do throws(FormulaTerm.Obstacle) {
            bound = .success(try variable.formula(in: arrays.all))
        } catch {
            bound = .failure(error)
        }
        guard let (axis, _) = variable.axis(.vertical) else { return }
        switch bound {
        case .success(let formula): try reportScalars(of: formula, along: axis)
        case .failure(let obstacle): report(obstacle, of: variable, along: axis)
        }
    }

    /// Terms that are one number for all places and times; what others hold is read where it is asked for.
    private mutating func reportScalars(of formula: BoundFormula?, along axis: Axis) throws {
        for term in formula?.terms ?? [] where term.stored.shape.isEmpty {
            guard try scalars.isMissing(term.stored) else { continue }
            let problem = MetadataProblem.formulaTermMissing(term.name, name: term.stored.name)
            add(Finding(subject: axis.variableName ?? axis.name, problem: problem))
        }
    }

    private mutating func report(_ obstacle: FormulaTerm.Obstacle, of variable: Variable, along axis: Axis) {
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
        if let finding { add(finding) }
    }

    private mutating func add(_ finding: Finding) {
        if known.insert(finding).inserted { findings.append(finding) }
    }
}
