internal import Cube
internal import JSON

/// What DAP2 shows of a dataset: its declarations in DDS order, and how clients name them.
///
/// A variable of rank 2 or more is a Grid when each of its dimensions, none twice, has a 1-D variable of its name and
/// size. Arrays with an empty dimension are left out: clients fail on them (digest §2.1).
struct DAP2Inventory: Sendable {
    /// Percent-encoded address of the dataset.
    let name: String
    let declarations: [DAP2Declaration]
    let names: WireNames
    private let positions: [String: Int]
    /// How many commas a word of a constraint has at most that names something.
    let mostCommas: Int

    /// What is shown of a dataset, worked out once.
    static func of(_ dataset: Dataset) -> DAP2Inventory {
        dataset.facts.value { DAP2Inventory(dataset) }
    }

    private init(_ dataset: Dataset) {
        self.init(
            name: dataset.address.text,
            arrays: dataset.arrays + dataset.inherited + dataset.texts
        )
    }

    init(name: String, arrays: [StoredVariable]) {
        let sound = arrays.filter { !$0.shape.contains(0) }
        let names = WireNames(of: sound, .dap2)
        let arrays = sound.map { DAP2Array($0, names) }
        var coordinates: [String: DAP2Array] = [:]
        for array in arrays where array.stored.isCoordinate { coordinates[array.stored.name] = array }
        self.name = DAP2Identifier.encode(name)
        self.names = names
        declarations = arrays.map { DAP2Declaration(array: $0, maps: Self.maps(of: $0.stored, coordinates)) }
        var positions: [String: Int] = [:]
        // Names of the DDS come first, then those of the store.
        for spelling in 0..<WireNames.spellingCount {
            for (index, array) in arrays.enumerated() { positions[array.spellings[spelling]] = index }
        }
        self.positions = positions
        // A grid and one of its members.
        mostCommas = 2 * (positions.keys.map { $0.utf8.count { $0 == UInt8(ascii: ",") } }.max() ?? 0)
    }

    private static func maps(of stored: StoredVariable, _ coordinates: [String: DAP2Array]) -> [DAP2Array] {
        let dimensions = stored.dimensions
        guard dimensions.count >= 2, Set(dimensions.map(\.name)).count == dimensions.count else { return [] }
        let maps = dimensions.compactMap { dimension in
            coordinates[dimension.name].flatMap { $0.stored.shape == [dimension.size] ? $0 : nil }
        }
        return maps.count == dimensions.count ? maps : []
    }

    /// What a client's word names: a declaration, or one member of a grid (0 is its array, 1… its maps).
    struct Target: Equatable {
        let declaration: Int
        let member: Int?
    }

    /// How many dimensions has the array that a word names, of a grid its array; nil for a word that names nothing.
    func rank(of word: Substring) -> Int? {
        target(of: word).map { declarations[$0.declaration].members[$0.member ?? 0].stored.dimensions.count }
    }

    /// Looks a once-decoded word up: as a name of the DDS, as a member of a grid, then both as plain names.
    func target(of word: Substring) -> Target? {
        if let index = positions[String(word)] { return Target(declaration: index, member: nil) }
        let bytes = word.utf8
        for dot in bytes.indices where bytes[dot] == UInt8(ascii: ".") {
            guard let index = positions[String(word[..<dot])], declarations[index].isGrid else { continue }
            let name = String(word[bytes.index(after: dot)...])
            let member = declarations[index].members.firstIndex { $0.spellings.contains(name) }
            if let member { return Target(declaration: index, member: member) }
        }
        return nil
    }
}

extension JSONValue {
    /// True for `true` and for a text that says so: `_Unsigned` is written both ways.
    var isTrueWord: Bool { boolValue ?? (stringValue?.lowercased() == "true") }
}
