import JSON

extension ArrayMetadata {
    /// Reads an array's `.zarray` with its `.zattrs` (Zarr v2 specification).
    init(
        v2 document: JSONObject,
        attributes: JSONObject,
        path: String,
        limits: ZarrLimits
    ) throws(DocumentFault) {
        let fields = DocumentFields(object: document)
        try fields.format(2)
        let objects = Self.objects(document["filters"])
        let type = try TypeName.v2(try fields.required("dtype"), objects: objects)
        let sizes = try ArrayShape(
            shape: try fields.integers("shape", least: 0),
            chunkShape: try fields.edges("chunks", try fields.integers("shape", least: 0)),
            elementSize: type.element.size ?? 1,
            limits: limits
        )
        // The specification wants fill_value, filters and order; writers that left them out meant what has no effect.
        let value = document["fill_value"] ?? .null
        let fill = try FillValue.bytes(value, as: type.element, format: 2)
        self.init(
            path: path,
            format: 2,
            shape: sizes.shape,
            chunkGrid: sizes.grid,
            dataType: type.element.carrier,
            fillValue: fill,
            fillMarksMissing: !value.isNull,
            dimensionNames: DimensionNames.conventional(
                attributes,
                document: document,
                rank: sizes.shape.count
            ),
            attributes: DimensionNames.visible(attributes),
            keyEncoding: ChunkKeyEncoding(
                style: .v2,
                separator: try ChunkKeyEncoding.separator(document["dimension_separator"], default: ".")
            ),
            codecs: try CodecPipeline(
                try Self.codecs(document, type, limits),
                grid: sizes.grid,
                element: type.element,
                fillValue: fill,
                limits: limits
            ),
            element: type.element,
            form: DecodingForm(v2: document)
        )
    }

    /// What the first filter says that `|O` is.
    private static func objects(_ filters: JSONValue?) -> ElementType? {
        filters?.arrayValue?.first?["id"]?.stringValue.flatMap { VariableLengthCodec.objects[$0] }
    }

    /// The chain that a v2 array means, in encoding order: order of elements, byte order, filters, compressor.
    private static func codecs(
        _ document: JSONObject,
        _ type: TypeName,
        _ limits: ZarrLimits
    ) throws(DocumentFault) -> [any Codec] {
        let reader = CodecChainReader(format: 2, depth: 0, limits: limits)
        var codecs: [any Codec] = []
        switch document["order"] {
        case nil, .some(.null), "C": break
        case "F": codecs.append(TransposeCodec.columnMajor)
        default: throw .invalid("order is neither C nor F")
        }
        // Objects have no bytes of their own: their first filter makes them.
        if type.element.size != nil { codecs.append(BytesCodec(endian: type.endian)) }
        codecs += try reader.filters(document["filters"])
        if let compressor = document["compressor"], !compressor.isNull {
            codecs.append(try reader.filter(compressor))
        }
        return codecs
    }
}
