/// Two variables that are one vector at each place: a wind, a current.
package struct VectorPair: Sendable {
    package enum Form: Sendable, Equatable {
        /// Towards east and north.
        case geographic
        /// Along the rows and columns of the grid, whatever way they run.
        case alongGrid
        /// How much, and from or to where in degrees clockwise from north.
        case polar(isFrom: Bool)
    }

    package let form: Form
    /// The component towards east or along rows, or how much.
    package let first: Variable
    /// The component towards north or along columns, or the direction; in the units of the first unless it is that.
    package let second: Variable

    package init(_ form: Form, _ first: Variable, _ second: Variable) {
        (self.form, self.first, self.second) = (form, first, second)
    }

    package var variables: [Variable] { [first, second] }

    package var isPolar: Bool {
        switch form {
        case .polar: true
        case .geographic, .alongGrid: false
        }
    }

    /// Components of which all is to be told in other units.
    func map<E: Error>(_ change: (Variable) throws(E) -> Variable) throws(E) -> VectorPair {
        if isPolar { return VectorPair(form, try change(first), second) }
        return VectorPair(form, try change(first), try change(second))
    }
}

/// A number that a pair of variables makes at each place.
package struct VectorPart: Sendable {
    package enum Kind: Sendable, Equatable {
        /// Its length, in the units of its components.
        case magnitude
        /// In degrees clockwise from north, 0…360: where it comes from, or goes to.
        case direction(isFrom: Bool)
    }

    package let pair: VectorPair
    package let kind: Kind
    /// Of the layer: no variable of a dataset has it.
    let name: String
}
