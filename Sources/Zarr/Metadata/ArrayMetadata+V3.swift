import JSON

extension ArrayMetadata {
    private static let knownKeys: Set<String> = [
        "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value",
        "codecs",
        "attributes", "dimension_names", "storage_transformers",
    ]

    /// Reads an array's `zarr.json` (Zarr v3 core, "Array metadata").
    init(v3 document: JSONObject, path: String, limits: ZarrLimits) throws(DocumentFault) {
        let fields = DocumentFields(object: document)
        try fields.format(3)
        guard document["codecs"] != nil else { throw .unsupported("the draft of v3 that has no 'codecs'") }
        try fields.refuseUnknown(besides: Self.knownKeys)
        try Self.refuseTransformers(document["storage_transformers"])
        let stored = try TypeName.v3(try fields.required("data_type")).element
        let shape = try fields.integers("shape", least: 0)
        let outer = try ChunkGrid(v3: try fields.required("chunk_grid"), shape: shape)
        let chain = try CodecChainReader(format: 3, depth: 0, limits: limits).codecs(
            try fields.required("codecs")
        )
        let shards = try ShardLayout.of(chain, grid: outer)
        let element = stored.widened
        let sizes = try ArrayShape(
            shape: shape,
            grid: shards?.grid ?? outer,
            elementSize: element.size ?? 1,
            limits: limits
        )
        let attributes = try Self.attributes(document["attributes"])
        let storedFill = try FillValue.bytes(try fields.required("fill_value"), as: stored, format: 3)
        var (codecs, fill) = (shards?.codecs ?? chain, storedFill)
        if case .narrow(let type) = stored {
            codecs = WideningCodec(type, fillValue: storedFill).leading(codecs)
            fill = WideningCodec.wide(storedFill, type)
        }
        self.init(
            path: path,
            format: 3,
            shape: sizes.shape,
            chunkGrid: sizes.grid,
            dataType: element.carrier,
            fillValue: fill,
            fillMarksMissing: false,
            dimensionNames: try Self.names(document, attributes, rank: sizes.shape.count),
            attributes: DimensionNames.visible(attributes),
            keyEncoding: try ChunkKeyEncoding(v3: try fields.required("chunk_key_encoding")),
            codecs: try CodecPipeline(
                codecs,
                grid: sizes.grid,
                element: element,
                fillValue: fill,
                limits: limits
            ),
            element: element,
            shards: shards?.layout,
            form: DecodingForm(v3: document)
        )
    }

    private static func refuseTransformers(_ value: JSONValue?) throws(DocumentFault) {
        guard let value, !value.isNull else { return }
        guard let list = value.arrayValue else { throw .invalid("storage_transformers is not a list") }
        guard let first = list.first else { return }
        let name = try Extension(first, "storage transformer").name
        throw .unsupported("storage transformer \(name)")
    }

    static func attributes(_ value: JSONValue?) throws(DocumentFault) -> JSONObject {
        switch value {
        case nil, .some(.null): return JSONObject()
        case .some(.object(let object)): return object
        default: throw .invalid("attributes is not an object")
        }
    }

    private static func names(
        _ document: JSONObject,
        _ attributes: JSONObject,
        rank: Int
    ) throws(DocumentFault) -> [String?] {
        guard let value = document["dimension_names"], !value.isNull else {
            return DimensionNames.conventional(attributes, document: document, rank: rank)
        }
        guard let values = value.arrayValue, values.count == rank,
            values.allSatisfy({ $0.isNull || $0.stringValue != nil })
        else { throw .invalid("dimension_names is not a list of \(rank) names") }
        return values.map(\.stringValue)
    }
}

extension ChunkKeyEncoding {
    /// Reads `chunk_key_encoding` (Zarr v3 core, "Chunk key encoding").
    init(v3 value: JSONValue) throws(DocumentFault) {
        let encoding = try Extension(value, "chunk key encoding")
        let given = encoding.configuration["separator"]
        switch encoding.name {
        case "default": self.init(style: .default, separator: try Self.separator(given, default: "/"))
        case "v2": self.init(style: .v2, separator: try Self.separator(given, default: "."))
        default: throw .unsupported("chunk key encoding \(encoding.name)")
        }
    }

    /// `/` or `.`; the other formats' default when it is not given.
    static func separator(_ value: JSONValue?, default usual: Character) throws(DocumentFault) -> Character {
        switch value {
        case nil, .some(.null): return usual
        case .some(.string("/")): return "/"
        case .some(.string(".")): return "."
        default: throw .invalid("the separator of chunk keys is neither '/' nor '.'")
        }
    }
}

extension ElementType {
    /// The type that an array of such elements is.
    fileprivate var widened: ElementType {
        if case .narrow(let type) = self { .number(type.wide) } else { self }
    }
}
