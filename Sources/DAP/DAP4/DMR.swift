internal import Catalogue
internal import Cube
internal import Gateway

/// Writes a Dataset Metadata Response (DAP4 volume 1, section 4): of each group its dimensions, variables, groups and
/// attributes.
struct DMR {
    private let projection: DAP4Projection
    /// One for each leaf.
    private let checksums: [UInt32]?
    /// Variables of the answer, by fully qualified name.
    private let present: Set<String>
    /// By the position of a group.
    private let leaves: [Int: [Int]]
    private let dimensions: [Int: [DAP4Dimension]]
    private let children: [Int: [Int]]

    private init(_ projection: DAP4Projection, _ checksums: [UInt32]?) {
        self.projection = projection
        self.checksums = checksums
        present = Set(projection.leaves.map(\.variable.qualifiedName))
        leaves = Dictionary(grouping: projection.leaves.indices) { projection.leaves[$0].variable.group }
        dimensions = Dictionary(grouping: projection.dimensions, by: \.group)
        let shown = projection.groups.indices.filter { projection.isShown[$0] }
        children = Dictionary(grouping: shown) { projection.groups[$0].parent ?? -1 }
    }

    /// The document as the first chunk of a `.dap` has it, with the sums of its variables where they are declared.
    ///
    /// It has the same length whatever the sums are. The line end belongs to the chunk: libdap drops the last two bytes
    /// (digest §6).
    static func bytes(_ projection: DAP4Projection, checksums: [UInt32]?) -> [UInt8] {
        Array((text(projection, checksums: checksums) + "\r\n").utf8)
    }

    /// The declaration names its encoding: pydap fails without it.
    ///
    /// `checksums` has one for each leaf.
    static func text(_ projection: DAP4Projection, checksums: [UInt32]? = nil) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Dataset xmlns="http://xml.opendap.org/ns/DAP/4.0#" name="\(escaped(projection.datasetName))" \
        dapVersion="4.0" dmrVersion="1.0">
        \(DMR(projection, checksums).content(of: 0, indent: "  "))</Dataset>

        """
    }

    /// What stands between the tags of a group.
    ///
    /// Groups are nested as deep as `HierarchyBounds` says.
    private func content(of group: Int, indent: String) -> String {
        var text = ""
        for dimension in dimensions[group] ?? [] {
            let name = Self.escaped(dimension.name)
            text += "\(indent)<Dimension name=\"\(name)\" size=\"\(dimension.size)\"/>\n"
        }
        for leaf in leaves[group] ?? [] { text += variable(leaf, indent: indent) }
        for child in children[group] ?? [] {
            let name = Self.escaped(projection.groups[child].name)
            let inside = content(of: child, indent: indent + "  ")
            text += "\(indent)<Group name=\"\(name)\">\n\(inside)\(indent)</Group>\n"
        }
        let leftOut = group == 0 ? projection.leftOut.map { [$0.attribute] } ?? [] : []
        for attribute in projection.groups[group].attributes + leftOut {
            text += Self.element(attribute, indent: indent)
        }
        return text
    }

    /// Maps name only variables that are present: netCDF-C 4.9.0 refuses an answer with any other.
    private func variable(_ index: Int, indent: String) -> String {
        let leaf = projection.leaves[index]
        let variable = leaf.variable
        let type = variable.type.dap4Name
        let inner = indent + "  "
        var text = "\(indent)<\(type) name=\"\(Self.escaped(variable.name))\">\n"
        for (dimension, size) in leaf.shape.enumerated() {
            let name = projection.name(of: dimension, leaf).map { "name=\"\(Self.escaped($0))\"" }
            text += "\(inner)<Dim \(name ?? "size=\"\(size)\"")/>\n"
        }
        for attribute in variable.attributes { text += Self.element(attribute, indent: inner) }
        if let checksums {
            text += inner + Self.declaration(of: index < checksums.count ? checksums[index] : 0)
        }
        for (dimension, map) in variable.maps.enumerated() where leaf.isNamed(dimension) {
            if let map, present.contains(map) { text += "\(inner)<Map name=\"\(Self.escaped(map))\"/>\n" }
        }
        return text + "\(indent)</\(type)>\n"
    }

    /// What netCDF-C 4.10 wants to see before it believes that a checksum follows the values (digest §6); blanks make
    /// up for shorter numbers.
    private static func declaration(of checksum: UInt32) -> String {
        let digits = String(checksum)
        let blanks = String(repeating: " ", count: max(10 - digits.count, 0))
        return "<Attribute name=\"\(TypedAttribute.checksumName)\" type=\"UInt32\">"
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
