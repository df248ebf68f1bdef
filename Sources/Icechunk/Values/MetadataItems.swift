internal import JSON

/// The named values that writers attach to commits and repositories.
enum MetadataItems {
    enum Encoding { case messagePack, flexBuffer }

    /// Those of the vector in `slot`, in the order of the file.
    ///
    /// A value that does not decode is left out: it informs, and nothing depends on it.
    static func read(_ table: FlatTable, slot: Int, _ encoding: Encoding) throws(Corruption) -> JSONObject {
        guard let items = try table.vector(slot, width: 4) else { return JSONObject() }
        var object = JSONObject()
        var (budget, values) = (ByteBudget(table.buffer), ValueBudget())
        for index in 0..<items.count {
            let item = try items.table(index)
            guard let name = try item.string(0) else { throw .missingField("name of a metadata item") }
            guard let bytes = try item.byteVector(1) else { throw .missingField("value of a metadata item") }
            try budget.spend(name.utf8.count + bytes.count + 4)
            guard let value = try? decode(bytes, encoding, &values) else { continue }
            object[name] = value
        }
        return object
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ encoding: Encoding,
        _ budget: inout ValueBudget
    ) throws(Corruption) -> JSONValue {
        switch encoding {
        case .messagePack: try MessagePack.value(bytes, budget: &budget)
        case .flexBuffer: try FlexBuffer.value(bytes, budget: &budget)
        }
    }
}
