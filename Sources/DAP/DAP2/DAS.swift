internal import Cube
internal import JSON

/// Writes a Dataset Attribute Structure (DAP 2.0, section 5): a container per variable, and `NC_GLOBAL`.
enum DAS {
    static func text(_ inventory: DAP2Inventory, global: JSONObject) -> String {
        var text = "Attributes {\n"
        for declaration in inventory.declarations {
            text += container(
                declaration.name,
                attributes(of: declaration.array),
                length: declaration.array.stored.longestText
            )
        }
        text += container("NC_GLOBAL", TypedAttribute.list(global, variable: nil, dialect: .dap2))
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

    /// `length` is that of the longest text: netCDF-C cuts texts at 64 bytes without being told (digest §2.2).
    private static func container(
        _ name: String,
        _ attributes: [TypedAttribute],
        length: Int? = nil
    ) -> String {
        let hint = length.map { length in
            "        DODS {\n            Int32 strlen \(max(length, 1));\n"
                + "            String dimName \(DAP2Text.quoted("\(name)_strlen"));\n        }\n"
        }
        return "    \(name) {\n" + attributes.map(line).joined() + (hint ?? "") + "    }\n"
    }

    private static func line(_ attribute: TypedAttribute) -> String {
        let name = DAP2Identifier.encode(attribute.name)
        switch attribute.kind {
        case .text:
            return
                "        String \(name) \(attribute.values.map(DAP2Text.quoted).joined(separator: ", "));\n"
        case .number(let type):
            return "        \(type.dap2Name) \(name) \(attribute.values.joined(separator: ", "));\n"
        }
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
