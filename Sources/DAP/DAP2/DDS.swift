internal import Cube

/// Writes a Dataset Descriptor Structure (DAP 2.0, section 5): the shape of an answer.
enum DDS {
    static func text(_ projection: DAP2Projection) -> String {
        var text = "Dataset {\n"
        for part in projection.parts { text += declaration(part) }
        return text + "} \(projection.datasetName);\n"
    }

    private static func declaration(_ part: DAP2Projection.Part) -> String {
        switch part.arrangement {
        case .plain: part.leaves.map { "    \(variable($0))" }.joined()
        case .structure:
            "    Structure {\n" + part.leaves.map { "        \(variable($0))" }.joined()
                + "    } \(part.declaration.name);\n"
        case .grid:
            "    Grid {\n      Array:\n" + part.leaves.prefix(1).map { "        \(variable($0))" }.joined()
                + "      Maps:\n" + part.leaves.dropFirst().map { "        \(variable($0))" }.joined()
                + "    } \(part.declaration.name);\n"
        }
    }

    private static func variable(_ leaf: DAP2Projection.Leaf) -> String {
        let dimensions = zip(leaf.array.dimensions, leaf.shape).map { "[\($0) = \($1)]" }
        return "\(leaf.array.type.dap2Name) \(leaf.array.name)\(dimensions.joined());\n"
    }
}
