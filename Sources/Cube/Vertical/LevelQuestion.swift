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
        guard let formula = try? variable.formula(in: arrays + inherited) else { return [] }
        return formula.quantities
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
