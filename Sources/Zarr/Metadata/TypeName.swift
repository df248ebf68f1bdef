import JSON

/// A data type as documents write it, with the byte order that v2 puts into the name.
struct TypeName {
    let dataType: DataType
    /// Of v2; little for types of v3 and where the name does not say.
    let endian: BytesCodec.Endian

    /// Reads a v2 `dtype` (NumPy's array interface: `<f8`, `|u1`).
    static func v2(_ value: JSONValue) throws(DocumentFault) -> TypeName {
        guard let text = value.stringValue else { throw .unsupported("structured data type") }
        let (endian, code) = split(text)
        guard let type = DataType.coded[code] else { throw .unsupported("data type \(text)") }
        return TypeName(dataType: type, endian: endian)
    }

    /// Reads a v3 `data_type`: a name, or an object with a name and a configuration.
    static func v3(_ value: JSONValue) throws(DocumentFault) -> TypeName {
        guard let name = value.stringValue ?? value["name"]?.stringValue else {
            throw .invalid("data_type is neither a name nor an object with one")
        }
        guard let type = DataType.named[name] else { throw .unsupported("data type \(name)") }
        return TypeName(dataType: type, endian: .little)
    }

    private static func split(_ text: String) -> (BytesCodec.Endian, String) {
        switch text.first {
        case "<", "|", "=": (.little, String(text.dropFirst()))
        case ">": (.big, String(text.dropFirst()))
        default: (.little, text)
        }
    }
}
