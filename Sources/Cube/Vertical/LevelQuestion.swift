internal import CF

/// A height, depth or pressure that is asked for, whichever level has it at a place.
package struct LevelQuestion: Sendable, Equatable {
    package let quantity: VerticalQuantity
    package let method: LevelMethod
    /// In the unit in which levels have theirs, a height positive up.
    package let value: Double

    package init(_ quantity: VerticalQuantity, _ value: Double, by method: LevelMethod = .nearest) {
        (self.quantity, self.value, self.method) = (quantity, value, method)
    }
}

extension LevelQuestion {
    /// The same of a variable.
    func fitting(_ variable: Variable) -> LevelQuestion {
        LevelQuestion(quantity, value, by: method.fitting(variable))
    }
}

extension LevelMethod {
    /// Between two categories, or two whole numbers, there is none: of such a variable the nearest level is told.
    func fitting(_ variable: Variable) -> LevelMethod {
        switch variable.packing.valueType {
        case .signedInteger, .unsignedInteger: .nearest
        case .float, .double: FlagMeanings(of: variable) == nil ? self : .nearest
        }
    }
}

extension Dataset {
    /// What levels of a variable can be asked by because a formula makes it of them; none for those of plain numbers,
    /// and where something hinders the formula.
    package func computedQuantities(of variable: Variable) -> [VerticalQuantity] {
        guard let (axis, _) = variable.axis(.vertical), !axis.meaning.formulas.isEmpty else { return [] }
        return facts.value { ComputedQuantities(self) }.byName[variable.name] ?? []
    }

    /// The packing of an array, which need not be a variable's.
    func packing(of stored: StoredVariable) -> Packing {
        variables.first { $0.stored.asStored === stored.asStored }?.packing
            ?? Packing(
                type: stored.dataType,
                attributes: CFAttributes(stored.attributes),
                masksInvalid: false
            ) { _ in }
    }
}

/// What levels can be asked by, of each variable that has a formula for them: looked for once, in all arrays of a dataset.
private struct ComputedQuantities: Sendable {
    let byName: [String: [VerticalQuantity]]

    init(_ dataset: Dataset) {
        let arrays = dataset.arrays + dataset.inherited
        var byName: [String: [VerticalQuantity]] = [:]
        for variable in dataset.variables {
            if let formula = try? variable.formula(in: arrays) { byName[variable.name] = formula.quantities }
        }
        self.byName = byName
    }
}
