internal import Catalogue
internal import Cube

/// A dimension that variables share: those of its group, and of the groups below that have none of the name.
struct DAP4Dimension: Sendable {
    let name: String
    let qualifiedName: String
    let size: Int
    /// The position of the group that declares it.
    let group: Int
}

/// A variable as DAP4 shows it.
struct DAP4Variable: Sendable {
    let stored: StoredVariable
    /// The position of its group.
    let group: Int
    let name: String
    let qualifiedName: String
    let type: WireType
    /// Per dimension of the array the position of the shared one, nil for one of another size, which stays anonymous.
    let dimensions: [Int?]
    /// Per dimension, the fully qualified name of its coordinate variable, if it has one.
    let maps: [String?]
    let attributes: [TypedAttribute]
}

/// A group of a DMR; the first one is the dataset itself.
struct DAP4Group: Sendable {
    let name: String
    /// The position of the group that it is in.
    let parent: Int?
    let attributes: [TypedAttribute]
}

/// What DAP4 shows of a hierarchy: its groups, shared dimensions and variables, each group before those in it, and in a
/// group the coordinates in front, so that every Map names something declared before it.
///
/// Arrays with an empty dimension are there, as nothing: netCDF-C 4.9 and 4.10, pydap and libdap read them so. In DAP2
/// they would make netCDF-C fail on all others.
struct DAP4Inventory: Sendable {
    let name: String
    let groups: [DAP4Group]
    let dimensions: [DAP4Dimension]
    let variables: [DAP4Variable]
    /// Groups directly below the dataset that are not shown, and why; nil where none is left out.
    let leftOut: DAP4LeftOut?
    /// How many semicolons a name has at most, in any spelling.
    let mostSemicolons: Int
    private let variablePositions: [Substring: Int]
    private let dimensionPositions: [Substring: Int]

    /// What is shown of a hierarchy; of a dataset with no group open below it worked out once.
    static func of(_ tree: DatasetTree) -> DAP4Inventory {
        tree.children.isEmpty ? tree.dataset.facts.value { DAP4Inventory(tree) } : DAP4Inventory(tree)
    }

    private init(_ tree: DatasetTree) {
        var builder = DAP4InventoryBuilder()
        builder.add(tree, below: nil)
        name = tree.dataset.address.text
        groups = builder.groups
        dimensions = builder.dimensions
        variables = builder.variables
        leftOut = DAP4LeftOut(tree)
        variablePositions = builder.variablePositions
        dimensionPositions = builder.dimensionPositions
        let names = [variablePositions.keys, dimensionPositions.keys].joined()
        mostSemicolons = names.lazy.map { $0.utf8.count { $0 == UInt8(ascii: ";") } }.max() ?? 0
    }

    /// The variable that a client names: fully qualified, or plainly, with or without the `/` in front.
    func position(of word: Substring) -> Int? { variablePositions[Self.bare(word)] }

    /// How many dimensions has the variable that a client names; nil for a word that names none.
    func rank(of word: Substring) -> Int? { position(of: word).map { variables[$0].dimensions.count } }

    /// The shared dimension of a name in any of those spellings.
    func dimension(_ word: Substring) -> Int? { dimensionPositions[Self.bare(word)] }

    private static func bare(_ word: Substring) -> Substring { word.first == "/" ? word.dropFirst() : word }
}
