internal import CF
internal import Zarr

extension Inheritance {
    /// Attributes that refer to coordinates and to what describes them; words with a colon behind them are names in
    /// `grid_mapping` and labels in the others.
    private static let referring = [
        "coordinates", "bounds", "climatology", "grid_mapping", "formula_terms", "geometry",
        "node_coordinates",
        "node_count", "part_node_count", "interior_ring",
    ]

    /// Of each name the nearest array, and none whose dimensions have other lengths here.
    init(_ catalogue: ArrayCatalogue, ancestors: [ZarrGroup]) {
        let own = catalogue.own + catalogue.ownTexts
        let above = catalogue.upwards.filter(\.hasStoredDimensions)
        guard !own.isEmpty, !above.isEmpty else {
            self.init()
            return
        }
        let dimensions = Set(own.flatMap(\.dimensions))
        let places = Set(catalogue.placesAlong.values.joined().map(\.name))
        let byName = Dictionary(above.map { ($0.name, $0) }, uniquingKeysWith: { nearer, _ in nearer })
        var found = above.filter { array in
            guard dimensions.isSuperset(of: array.dimensions) else { return false }
            let isNamesake = array.dimensions.count == 1 && array.dimensions[0].name == array.name
            return isNamesake || places.contains(array.name)
        }
        var known = Set(found.map(\.name))
        var waiting = own + found
        while let array = waiting.popLast() {
            for reference in Self.references(of: array) {
                guard let referred = byName[reference], known.insert(reference).inserted else { continue }
                found.append(referred)
                waiting.append(referred)
            }
        }
        self.init(arrays: found, data: found.isEmpty ? [] : Self.data(in: ancestors))
    }

    private static func references(of array: StoredVariable) -> [String] {
        let attributes = CFAttributes(array.attributes)
        return referring.flatMap { attribute in
            attributes.names(attribute).compactMap { word in
                let isLabel = word.hasSuffix(":")
                guard !isLabel || attribute == "grid_mapping" else { return nil }
                return (isLabel ? word.dropLast() : word[...]).split(separator: "/").last.map(String.init)
            }
        }
    }

    /// The data variables of the groups above, as each of these is understood.
    private static func data(in ancestors: [ZarrGroup]) -> Set<String> {
        var data: Set<String> = []
        for (depth, group) in ancestors.enumerated() {
            let catalogue = ArrayCatalogue(group, ancestors: Array(ancestors.dropFirst(depth + 1)))
            let (classification, positions) = (
                Classification(catalogue), CoordinateVariables(catalogue).names
            )
            data.formUnion(
                catalogue.own.filter { classification.isData($0) && !positions.contains($0.name) }.map(\.name)
            )
        }
        return data
    }
}

extension StoredVariable {
    /// Whether its dimensions have the names that the store gives them: arrays that disagree with others have names of
    /// their own.
    fileprivate var hasStoredDimensions: Bool {
        let names = array.metadata.dimensionNames
        guard textForm == nil || names.count == dimensions.count else {
            return dimensions.allSatisfy { dimension in names.contains { $0 == dimension.name } }
        }
        return names.count == dimensions.count
            && zip(names, dimensions).allSatisfy { $0 == nil || $0 == "" || $0 == $1.name }
    }
}
