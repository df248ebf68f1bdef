internal import Cube
internal import Gateway
internal import JSON

/// Writes a Dataset Metadata Response (DAP4 volume 1, section 4): dimensions, variables, then global attributes.
enum DMR {
    /// The document as the first chunk of a `.dap` has it, with the sums of its variables where they are declared.
    ///
    /// It has the same length whatever the sums are. The line end belongs to the chunk: libdap drops the last two bytes
    /// (digest §6).
    static func bytes(_ projection: DAP4Projection, _ global: JSONObject, checksums: [UInt32]?) -> [UInt8] {
        Array((text(projection, global: global, checksums: checksums) + "\r\n").utf8)
    }

    /// The declaration names its encoding: pydap fails without it.
    ///
    /// `checksums` has one for each leaf.
    static func text(
        _ projection: DAP4Projection,
        global: JSONObject,
        checksums: [UInt32]? = nil
    ) -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Dataset xmlns="http://xml.opendap.org/ns/DAP/4.0#" name="\(escaped(projection.datasetName))" \
            dapVersion="4.0" dmrVersion="1.0">

            """
        for dimension in projection.dimensions {
            text += "  <Dimension name=\"\(escaped(dimension.name))\" size=\"\(dimension.size)\"/>\n"
        }
        let present = Set(projection.leaves.map(\.variable.qualifiedName))
        for (index, leaf) in projection.leaves.enumerated() {
            text += variable(leaf, present, checksum: checksums.map { index < $0.count ? $0[index] : 0 })
        }
        for attribute in TypedAttribute.list(global, variable: nil, dialect: .dap4) {
            text += element(attribute, indent: "  ")
        }
        return text + "</Dataset>\n"
    }

    /// Maps name only variables that are `present`: netCDF-C 4.9.0 refuses an answer with any other.
    private static func variable(
        _ leaf: DAP4Projection.Leaf,
        _ present: Set<String>,
        checksum: UInt32?
    ) -> String {
        let variable = leaf.variable
        let type = variable.type.dap4Name
        var text = "  <\(type) name=\"\(escaped(variable.name))\">\n"
        for (index, dimension) in variable.stored.dimensions.enumerated() {
            let name = escaped(DAP4Name.qualified(dimension.name))
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
        if let checksum { text += declaration(of: checksum) }
        for (index, map) in variable.maps.enumerated() where leaf.isNamed(index) {
            if let map, present.contains(map) { text += "    <Map name=\"\(escaped(map))\"/>\n" }
        }
        return text + "  </\(type)>\n"
    }

    /// What netCDF-C 4.10 wants to see before it believes that a checksum follows the values (digest §6); blanks make
    /// up for shorter numbers.
    private static func declaration(of checksum: UInt32) -> String {
        let digits = String(checksum)
        let blanks = String(repeating: " ", count: max(10 - digits.count, 0))
        return "    <Attribute name=\"\(TypedAttribute.checksumName)\" type=\"UInt32\">"
            + "<Value>\(digits)</Value></Attribute>\(blanks)\n"
    }

    private static func element(_ attribute: TypedAttribute, indent: String) -> String {
        let start = "\(indent)<Attribute name=\"\(escaped(attribute.name))\" type="
        let type: String
        switch attribute.kind {
        case .container(let members):
            let inside = members.map { element($0, indent: indent + "  ") }.joined()
            return "\(start)\"Container\">\n\(inside)\(indent)</Attribute>\n"
        case .text: type = "String"
        case .number(let wire): type = wire.dap4Name
        }
        let values = attribute.values.map { "<Value>\(escaped($0, quotes: false))</Value>" }.joined()
        return "\(start)\"\(type)\">\(values)</Attribute>\n"
    }

    /// For programs, which are to get what is stored: what acts in a text is visible, and still itself, as a reference.
    private static func escaped(_ text: String, quotes: Bool = true) -> String {
        MarkupText.escape(text, quotes: quotes, active: .referred)
    }
}
