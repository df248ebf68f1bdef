internal import Catalogue
internal import Cube

/// Walks a hierarchy from above, each group before those in it.
struct DAP4InventoryBuilder {
    private(set) var groups: [DAP4Group] = []
    private(set) var dimensions: [DAP4Dimension] = []
    private(set) var variables: [DAP4Variable] = []
    private var variableWords = Words()
    private var dimensionWords = Words()
    /// By every spelling without the `/` in front.
    var variablePositions: [Substring: Int] { variableWords.positions }
    var dimensionPositions: [Substring: Int] { dimensionWords.positions }
    /// By the position of a dimension, the variable that holds its coordinates.
    private var coordinates: [Int: String] = [:]

    /// Words and the positions that they name: of two of one spelling the one counts that is meant more likely.
    private struct Words {
        /// What counts most comes last.
        private var byLikelihood: [[(word: Substring, position: Int)]] = []

        mutating func add(_ spellings: [Substring], _ position: Int) {
            if byLikelihood.isEmpty { byLikelihood = spellings.map { _ in [] } }
            for (place, word) in spellings.enumerated() { byLikelihood[place].append((word, position)) }
        }

        var positions: [Substring: Int] {
            Dictionary(byLikelihood.joined().map { ($0.word, $0.position) }) { _, last in last }
        }
    }

    /// What a group sees from where it is.
    struct Scope {
        /// The position of the group itself.
        let group: Int
        /// Its path as it is stored, and as it is written.
        let stored: [String]
        let written: [String]
        /// How its variables, dimensions and groups are written: whatever else of the hierarchy is open.
        let names: WireNames
        /// The nearest dimension of each name as it is stored.
        var dimensions: [String: Int] = [:]
        /// The shape of the nearest variable of each name.
        var shapes: [String: [Int]] = [:]
    }

    mutating func add(_ tree: DatasetTree, below parent: Scope?) {
        let dataset = tree.dataset
        // What a group above shows is seen there.
        let inherited = dataset.inherited.filter { parent?.shapes[$0.name] != $0.shape }
        let arrays = dataset.arrays + inherited + dataset.texts
        let stored = parent.map { $0.stored + [tree.name] } ?? []
        let written = parent.map { $0.written + [$0.names[tree.name]] } ?? []
        let attributes = TypedAttribute.list(dataset.attributes, variable: nil, dialect: .dap4)
        groups.append(
            DAP4Group(
                name: written.last ?? "",
                parent: parent?.group,
                attributes: TypedAttribute.spelled(attributes, .dap4)
            )
        )
        var scope = Scope(
            group: groups.count - 1,
            stored: stored,
            written: written,
            names: WireNames(of: arrays, and: dataset.groups, .dap4),
            dimensions: parent?.dimensions ?? [:],
            shapes: parent?.shapes ?? [:]
        )
        add(arrays, to: &scope)
        for child in tree.children { add(child, below: scope) }
    }

    private mutating func add(_ arrays: [StoredVariable], to scope: inout Scope) {
        let held = arrays.filter(\.isCoordinate)
        let ordered = held + arrays.filter { !$0.isCoordinate }
        let heldNames = Set(held.map(\.name))
        var own: Set<String> = []
        for dimension in ordered.flatMap(\.dimensions) where !own.contains(dimension.name) {
            let above = scope.dimensions[dimension.name].map { dimensions[$0].size }
            guard heldNames.contains(dimension.name) || above != dimension.size else { continue }
            own.insert(dimension.name)
            declare(dimension, in: &scope)
        }
        for array in held {
            guard let position = scope.dimensions[array.name], array.shape == [dimensions[position].size]
            else { continue }
            coordinates[position] = DAP4Name.qualified(scope.written + [scope.names[array.name]])
        }
        for array in ordered { add(array, to: &scope) }
    }

    private mutating func declare(_ dimension: StoredVariable.Dimension, in scope: inout Scope) {
        let name = scope.names[dimension.name]
        let position = dimensions.count
        dimensions.append(
            DAP4Dimension(
                name: name,
                qualifiedName: DAP4Name.qualified(scope.written + [name]),
                size: dimension.size,
                group: scope.group
            )
        )
        dimensionWords.add(spellings(of: dimension.name, in: scope), position)
        scope.dimensions[dimension.name] = position
    }

    private mutating func add(_ array: StoredVariable, to scope: inout Scope) {
        let name = scope.names[array.name]
        let qualified = DAP4Name.qualified(scope.written + [name])
        let shared = array.dimensions.map { dimension -> Int? in
            scope.dimensions[dimension.name].flatMap { dimensions[$0].size == dimension.size ? $0 : nil }
        }
        let maps = shared.map { position -> String? in
            position.flatMap { coordinates[$0] }.flatMap { $0 == qualified ? nil : $0 }
        }
        let attributes = TypedAttribute.list(array.attributes, variable: array.dap4Type, dialect: .dap4)
        variableWords.add(spellings(of: array.name, in: scope), variables.count)
        variables.append(
            DAP4Variable(
                stored: array,
                group: scope.group,
                name: name,
                qualifiedName: qualified,
                type: array.dap4Type,
                dimensions: shared,
                maps: maps,
                attributes: TypedAttribute.spelled(scope.names.told(attributes, of: array.name), .dap4)
            )
        )
        scope.shapes[array.name] = array.shape
    }

    /// As it is stored and as it is written, escaped and not, without the `/` in front, what counts most last.
    ///
    /// netCDF-C 4.10 writes `\\` where a name has a `.`, and leaves this out.
    private func spellings(of name: String, in scope: Scope) -> [Substring] {
        let stored = scope.stored + [name]
        let written = scope.written + [scope.names[name]]
        let escaped = DAP4Name.escaped(written).dropFirst()
        return [
            DAP4Name.escaped(stored).dropFirst(), DAP4Name.qualified(stored).dropFirst(), escaped,
            escaped.replacing("\\.", with: "\\\\"), DAP4Name.qualified(written).dropFirst(),
        ]
    }
}
