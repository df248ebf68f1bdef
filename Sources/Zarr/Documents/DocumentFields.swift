import JSON

/// Fields of a metadata document, with the checks that every one of them needs.
struct DocumentFields {
    let object: JSONObject

    func required(_ key: String) throws(DocumentFault) -> JSONValue {
        guard let value = object[key] else { throw .invalid("the key '\(key)' is missing") }
        return value
    }

    /// A list of integers, each at least `least`.
    func integers(_ key: String, least: Int) throws(DocumentFault) -> [Int] {
        try Self.integers(try required(key), key, least: least)
    }

    /// Edges of chunks: at least 1, or 0 along a dimension of no length, which some writers leave there.
    func edges(_ key: String, _ shape: [Int]) throws(DocumentFault) -> [Int] {
        let edges = try integers(key, least: 0)
        guard edges.count == shape.count else { return edges }
        guard zip(edges, shape).allSatisfy({ $0 > 0 || $1 == 0 }) else {
            throw .invalid("\(key) holds a 0 along a dimension that has a length")
        }
        return edges.map { max($0, 1) }
    }

    static func integers(_ value: JSONValue, _ name: String, least: Int) throws(DocumentFault) -> [Int] {
        guard let values = value.arrayValue else { throw .invalid("\(name) is not a list") }
        var numbers: [Int] = []
        for value in values {
            guard let number = value.integerValue, number >= least else {
                throw .invalid("\(name) holds something that is no integer of at least \(least)")
            }
            numbers.append(Int(number))
        }
        return numbers
    }

    func format(_ expected: Int64) throws(DocumentFault) {
        let format = try required("zarr_format")
        guard format.integerValue == expected else {
            throw .unsupported("zarr_format \(String(decoding: format.bytes.prefix(40), as: UTF8.self))")
        }
    }

    /// Zarr v3 core: a key that is not known must say that it need not be understood.
    func refuseUnknown(besides known: Set<String>) throws(DocumentFault) {
        for (key, value) in object.entries where !known.contains(key) {
            guard value["must_understand"]?.boolValue == false else {
                throw .unsupported("metadata key '\(key)', which must be understood,")
            }
        }
    }
}

/// An extension of Zarr v3: a name, with a configuration or without.
struct Extension {
    let name: String
    let configuration: JSONObject

    init(_ value: JSONValue, _ role: String) throws(DocumentFault) {
        if let name = value.stringValue {
            self.name = name
            configuration = JSONObject()
            return
        }
        guard let name = value["name"]?.stringValue else { throw .invalid("\(role) has no name") }
        self.name = name
        switch value["configuration"] {
        case nil, .some(.null): configuration = JSONObject()
        case .some(.object(let object)): configuration = object
        default: throw .invalid("the configuration of \(role) '\(name)' is not an object")
        }
    }
}
