internal import Cube
internal import Gateway
internal import JSON

/// Writes a Dataset Attribute Structure (DAP 2.0, section 5): a container per variable, and `NC_GLOBAL`.
struct DAS {
    let inventory: DAP2Inventory
    /// By name of a variable of texts, the length to tell clients in bytes.
    let textLengths: [String: Int]

    func text(global: JSONObject) -> String {
        var text = "Attributes {\n"
        for declaration in inventory.declarations {
            let array = declaration.array
            let told = inventory.names.told(Self.attributes(of: array), of: array.stored.name)
            let attributes = TypedAttribute.spelled(told, .dap2) + hint(declaration)
            text += Self.container(declaration.name, attributes, indent: "    ")
        }
        let globals = TypedAttribute.list(global, variable: nil, dialect: .dap2)
        text += Self.container("NC_GLOBAL", TypedAttribute.spelled(globals, .dap2), indent: "    ")
        return text + "}\n"
    }

    /// The variable's attributes, and `_Unsigned` for types that netCDF-C would show as signed (digest §2.2).
    static func attributes(of array: DAP2Array) -> [TypedAttribute] {
        var attributes = TypedAttribute.list(array.stored.attributes, variable: array.type, dialect: .dap2)
        if array.type.isUnsigned, !attributes.contains(where: { $0.name == "_Unsigned" }) {
            attributes.append(TypedAttribute(name: "_Unsigned", kind: .text, values: ["true"]))
        }
        return attributes
    }

    /// How long texts are, for netCDF-C, which else cuts them at 64 bytes.
    ///
    /// It wants these two attributes of the variable, whose names hold a literal dot (digest §2.2). The name of the
    /// dimension of letters must be no other's.
    private func hint(_ declaration: DAP2Declaration) -> [TypedAttribute] {
        guard let length = textLengths[declaration.array.stored.name] else { return [] }
        let size = TypedAttribute(name: "DODS.strlen", kind: .number(.int32), values: ["\(max(length, 1))"])
        let dimension = "\(declaration.name)_strlen"
        let isTaken = inventory.declarations.contains { other in
            other.name == dimension || other.array.dimensions.contains(dimension)
        }
        if isTaken { return [size] }
        return [size, TypedAttribute(name: "DODS.dimName", kind: .text, values: [dimension])]
    }

    private static func container(_ name: String, _ members: [TypedAttribute], indent: String) -> String {
        let inside = members.map { line($0, indent: indent + "    ") }.joined()
        return "\(indent)\(name) {\n\(inside)\(indent)}\n"
    }

    private static func line(_ attribute: TypedAttribute, indent: String) -> String {
        let name = attribute.name
        switch attribute.kind {
        case .container(let members): return container(name, members, indent: indent)
        case .text:
            let values = attribute.values.map { DAP2Text.quoted(Self.shown($0)) }
            return "\(indent)String \(name) \(values.joined(separator: ", "));\n"
        case .number(let type):
            return "\(indent)\(type.dap2Name) \(name) \(attribute.values.joined(separator: ", "));\n"
        }
    }

    /// A text whose active characters are seen; carriage returns stay, as files of other systems have them at line ends.
    private static func shown(_ text: String) -> String {
        text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: false)
            .map { VisibleText.of(String($0), lines: true) }.joined(separator: "\r")
    }
}

/// Quoted strings of DAP2 texts.
enum DAP2Text {
    /// `"` and `\` are escaped; line ends stay, other control characters become blanks.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A, 0x0D, 0x09: bytes.append(byte)
            case 0..<0x20, 0x7F: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
