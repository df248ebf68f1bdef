import JSON

/// Reads the codecs of a document, of either format, through the registry.
struct CodecChainReader {
    let format: Int
    let depth: Int
    let limits: ZarrLimits

    /// `codecs` of v3, in encoding order.
    func codecs(_ value: JSONValue) throws(DocumentFault) -> [any Codec] {
        guard let values = value.arrayValue else { throw .invalid("codecs is not a list") }
        var codecs: [any Codec] = []
        for value in try bounded(values) {
            let named = try Extension(value, "codec")
            codecs.append(try codec(named.name, named.configuration))
        }
        return codecs
    }

    /// `filters` of v2.
    func filters(_ value: JSONValue?) throws(DocumentFault) -> [any Codec] {
        guard let value, !value.isNull else { return [] }
        guard let values = value.arrayValue else { throw .invalid("filters is not a list") }
        var codecs: [any Codec] = []
        for value in try bounded(values) { codecs.append(try filter(value)) }
        return codecs
    }

    /// One filter, or the compressor, of v2: an object with an `id` and its parameters.
    func filter(_ value: JSONValue) throws(DocumentFault) -> any Codec {
        guard let object = value.objectValue, let id = object["id"]?.stringValue else {
            throw .invalid("a filter or compressor has no id")
        }
        return try codec(id, object)
    }

    private func codec(_ name: String, _ configuration: JSONObject) throws(DocumentFault) -> any Codec {
        try CodecRegistry.codec(
            CodecSettings(
                name: name,
                configuration: configuration,
                format: format,
                depth: depth,
                limits: limits
            )
        )
    }

    private func bounded(_ values: [JSONValue]) throws(DocumentFault) -> [JSONValue] {
        guard values.count <= CodecRegistry.maxCodecs else {
            throw .invalid("a chain of \(values.count) codecs, the limit is \(CodecRegistry.maxCodecs)")
        }
        return values
    }
}
