internal import Gateway
internal import Cube
internal import JSON

/// Writes a Dataset Metadata Response (DAP4 volume 1, section 4): dimensions, variables, then global attributes.
enum DMR {
    /// The declaration names its encoding: pydap fails without it.
    static func text(_ projection: DAP4Projection, global: JSONObject) -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Dataset xmlns="http://xml.opendap.org/ns/DAP/4.0#" name="\(MarkupText.escape(projection.datasetName))" \
            dapVersion="4.0" dmrVersion="1.0">

            """
        for dimension in projection.dimensions {
            text +=
                "  <Dimension name=\"\(MarkupText.escape(dimension.name))\" size=\"\(dimension.size)\"/>\n"
        }
        let present = Set(projection.leaves.map(\.variable.qualifiedName))
        for leaf in projection.leaves { text += variable(leaf, present) }
        for attribute in TypedAttribute.list(global, variable: nil, dialect: .dap4) {
            text += element(attribute, indent: "  ")
        }
        return text + "</Dataset>\n"
    }

    /// Maps name only variables that are `present`: netCDF-C 4.9.0 refuses an answer with any other.
    private static func variable(_ leaf: DAP4Projection.Leaf, _ present: Set<String>) -> String {
        let variable = leaf.variable
        let type = variable.type.dap4Name
        var text = "  <\(type) name=\"\(MarkupText.escape(variable.name))\">\n"
        for (index, dimension) in variable.stored.dimensions.enumerated() {
            let name = MarkupText.escape(DAP4Name.qualified(dimension.name))
            text +=
                leaf.isNamed(index)
                ? "    <Dim name=\"\(name)\"/>\n" : "    <Dim size=\"\(leaf.shape[index])\"/>\n"
        }
        let attributes = TypedAttribute.list(
            variable.stored.attributes,
            variable: variable.type,
            dialect: .dap4
        )
        for attribute in attributes { text += element(attribute, indent: "    ") }
        for (index, map) in variable.maps.enumerated() where leaf.isNamed(index) {
            if let map, present.contains(map) { text += "    <Map name=\"\(MarkupText.escape(map))\"/>\n" }
        }
        return text + "  </\(type)>\n"
    }

    private static func element(_ attribute: TypedAttribute, indent: String) -> String {
        let type =
            switch attribute.kind {
            case .text: "String"
            case .number(let type): type.dap4Name
            }
        let values = attribute.values.map { "<Value>\(MarkupText.escape($0, quotes: false))</Value>" }
            .joined()
        return
            "\(indent)<Attribute name=\"\(MarkupText.escape(attribute.name))\" type=\"\(type)\">\(values)</Attribute>\n"
    }
}
