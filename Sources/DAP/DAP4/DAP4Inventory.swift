internal import Cube

/// A variable as DAP4 shows it.
struct DAP4Variable {
    let stored: StoredVariable
    let type: WireType
    let qualifiedName: String
    /// Per dimension, whether it is the shared one of that name: a dimension of another size stays anonymous.
    let isShared: [Bool]
    /// Per dimension, the fully qualified name of its coordinate variable, if it has one.
    let maps: [String?]

    var name: String { stored.name }
}

/// What DAP4 shows of a dataset: its shared dimensions, and its variables with the coordinates in front, so that every
/// Map names something declared before it.
///
/// Arrays with an empty dimension are there, as nothing: netCDF-C 4.9 and 4.10, pydap and libdap read them so. In DAP2
/// they would make netCDF-C fail on all others.
struct DAP4Inventory {
    let name: String
    let dimensions: [StoredVariable.Dimension]
    let variables: [DAP4Variable]
    private let positions: [String: Int]
    private let dimensionSizes: [String: Int]

    init(_ dataset: Dataset) {
        self.init(name: dataset.address.text, arrays: dataset.arrays + dataset.texts)
    }

    init(name: String, arrays: [StoredVariable]) {
        let coordinates = arrays.filter(\.isCoordinate)
        let ordered = coordinates + arrays.filter { !$0.isCoordinate }
        var dimensions: [StoredVariable.Dimension] = []
        var sizes: [String: Int] = [:]
        for dimension in ordered.flatMap(\.dimensions) where sizes[dimension.name] == nil {
            sizes[dimension.name] = dimension.size
            dimensions.append(dimension)
        }
        let names = Set(coordinates.map(\.name))
        let variables = ordered.map { Self.variable($0, sizes, coordinates: names) }
        var positions: [String: Int] = [:]
        for (index, variable) in variables.enumerated() { positions[variable.name] = index }
        for (index, variable) in variables.enumerated() { positions[variable.qualifiedName] = index }
        self.name = name
        self.dimensions = dimensions
        self.variables = variables
        self.positions = positions
        dimensionSizes = sizes
    }

    private static func variable(
        _ stored: StoredVariable,
        _ sizes: [String: Int],
        coordinates: Set<String>
    ) -> DAP4Variable {
        let isShared = stored.dimensions.map { sizes[$0.name] == $0.size }
        let maps = zip(stored.dimensions, isShared).map { dimension, isShared in
            isShared && dimension.name != stored.name && coordinates.contains(dimension.name)
                ? DAP4Name.qualified(dimension.name) : nil
        }
        return DAP4Variable(
            stored: stored,
            type: stored.dap4Type,
            qualifiedName: DAP4Name.qualified(stored.name),
            isShared: isShared,
            maps: maps
        )
    }

    /// The variable that a client names: fully qualified, or plainly, with or without the `/` in front.
    func position(of word: Substring) -> Int? {
        if let index = positions[String(word)] { return index }
        return positions[word.first == "/" ? String(word.dropFirst()) : "/" + word]
    }

    /// A shared dimension by any of those spellings.
    func dimension(_ word: Substring) -> StoredVariable.Dimension? {
        let name = word.first == "/" ? word.dropFirst() : word
        return dimensions.first { $0.name == name || DAP4Name.qualified($0.name) == "/" + name }
    }
}
