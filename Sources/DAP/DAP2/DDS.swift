internal import Cube
internal import Grids

/// Writes a Dataset Descriptor Structure (DAP 2.0, section 5): the shape of an answer.
enum DDS {
    static func text(_ projection: DAP2Projection) -> String {
        var text = "Dataset {\n"
        for part in projection.parts { append(part, to: &text) }
        return text + "} \(projection.datasetName);\n"
    }

    private static func append(_ part: DAP2Projection.Part, to text: inout String) {
        let name = part.declaration.name
        switch part.arrangement {
        case .plain:
            for leaf in part.leaves { append(leaf, behind: "    ", to: &text) }
        case .structure:
            text += "    Structure {\n"
            for leaf in part.leaves { append(leaf, behind: "        ", to: &text) }
            text += "    } \(name);\n"
        case .grid:
            text += "    Grid {\n      Array:\n"
            for leaf in part.leaves.prefix(1) { append(leaf, behind: "        ", to: &text) }
            text += "      Maps:\n"
            for leaf in part.leaves.dropFirst() { append(leaf, behind: "        ", to: &text) }
            text += "    } \(name);\n"
        }
    }

    private static func append(_ leaf: DAP2Projection.Leaf, behind indentation: String, to text: inout String)
    {
        text += indentation
        text += leaf.array.type.dap2Name
        text += " "
        text += leaf.array.name
        for (dimension, range) in zip(leaf.array.dimensions, leaf.ranges) {
            text += "["
            text += dimension
            text += " = "
            text += String(range.count)
            text += "]"
        }
        text += ";\n"
    }
}
