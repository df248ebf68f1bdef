import JSON

/// Where writers of both formats put dimension names, and which attributes exist only for that.
enum DimensionNames {
    /// xarray's convention in v2, and of early writers of v3.
    private static let convention = "_ARRAY_DIMENSIONS"
    /// What netCDF-C keeps for itself; from 4.9.3 on as attributes, before that beside them.
    private static let bookkeeping: Set<String> = [
        convention, "_NCProperties", "_nczarr_array", "_nczarr_group", "_nczarr_superblock", "_nczarr_attr",
        "_NCZARR_ARRAY", "_NCZARR_GROUP", "_NCZARR_SUPERBLOCK", "_NCZARR_ATTR", "_nczarr_attrs",
    ]

    /// The user's attributes: those of the document without bookkeeping.
    static func visible(_ attributes: JSONObject) -> JSONObject {
        guard attributes.entries.contains(where: { bookkeeping.contains($0.key) }) else { return attributes }
        return JSONObject(
            attributes.entries.filter { !bookkeeping.contains($0.key) }.map { ($0.key, $0.value) }
        )
    }

    /// Names by convention: `_ARRAY_DIMENSIONS` if its length fits, else netCDF-C's references.
    static func conventional(_ attributes: JSONObject, document: JSONObject, rank: Int) -> [String?] {
        if let names = texts(attributes[convention]), names.count == rank { return names }
        if let references = references(attributes, document), references.count == rank {
            return references.map { $0.split(separator: "/").last.map(String.init) }
        }
        return [String?](repeating: nil, count: rank)
    }

    private static func references(_ attributes: JSONObject, _ document: JSONObject) -> [String]? {
        let array =
            attributes["_nczarr_array"] ?? attributes["_NCZARR_ARRAY"] ?? document["_NCZARR_ARRAY"]
            ?? document["_nczarr_array"]
        return texts(array?["dimension_references"]) ?? texts(array?["dimrefs"])
    }

    private static func texts(_ value: JSONValue?) -> [String]? {
        guard let values = value?.arrayValue else { return nil }
        let texts = values.compactMap(\.stringValue)
        return texts.count == values.count ? texts : nil
    }
}
