internal import Cube
internal import JSON
internal import Zarr

/// One array of a DDS: a variable of its own, a grid's array, or one of its maps.
struct DAP2Array: Sendable {
    /// As written in the DDS, percent-encoded.
    let name: String
    /// The names of its dimensions there.
    let dimensions: [String]
    let type: WireType
    let stored: StoredVariable
    /// What requests may call it, decoded once.
    let spellings: [String]

    init(_ stored: StoredVariable, _ names: WireNames) {
        self.stored = stored
        name = names[stored.name]
        dimensions = stored.dimensions.map { names[$0.name] }
        type = stored.dap2Type
        spellings = names.spellings(of: stored.name)
    }
}

/// One top-level declaration of a DDS: a base-type array, or a Grid when it has maps.
struct DAP2Declaration: Sendable {
    let array: DAP2Array
    /// One map per dimension, in its order; empty for a plain array.
    let maps: [DAP2Array]

    var name: String { array.name }
    var isGrid: Bool { !maps.isEmpty }
    /// The array, then its maps.
    var members: [DAP2Array] { [array] + maps }
}
