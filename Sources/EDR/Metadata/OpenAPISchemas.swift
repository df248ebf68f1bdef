internal import Coverages
internal import JSON

/// The schemas of the API definition: what clients may rely on, and no more.
enum OpenAPISchemas {
    static func all(_ formats: CoverageFormats) -> JSONValue {
        var schemas = descriptions.objectValue ?? JSONObject()
        for schema in formats.all.compactMap(\.schema) { schemas[schema.name] = schema.schema }
        schemas["exception"] = exception
        return .object(schemas)
    }

    private static let descriptions: JSONValue = [
        "document": object([:]),
        "link": object(
            [
                "href": string, "rel": string, "type": string, "title": string,
                "templated": ["type": "boolean"],
            ],
            required: ["href", "rel"]
        ),
        "landingPage": object(
            ["title": string, "description": string, "keywords": strings, "links": links],
            required: ["links"]
        ),
        "conformance": object(["conformsTo": strings, "links": links], required: ["conformsTo"]),
        "collections": object(
            [
                "links": links, "collections": array(reference("collection")),
                "numberMatched": ["type": "integer"], "numberReturned": ["type": "integer"],
            ],
            required: ["links", "collections"]
        ),
        "collection": object(
            [
                "id": string, "title": string, "description": string, "keywords": strings, "links": links,
                "extent": reference("extent"), "data_queries": object([:]), "crs": strings,
                "output_formats": strings, "parameter_names": map(reference("parameter")),
            ],
            required: ["id", "links", "extent", "data_queries", "crs", "output_formats", "parameter_names"]
        ),
        "extent": object(
            [
                "spatial": object(
                    ["bbox": array(array(["type": "number"])), "crs": string],
                    required: ["bbox", "crs"]
                ),
                "temporal": object(
                    ["interval": array(strings), "values": strings, "trs": string],
                    required: ["interval", "values", "trs"]
                ),
                "vertical": object(
                    ["interval": array(strings), "values": strings, "vrs": string],
                    required: ["interval", "values", "vrs"]
                ),
                "custom": array(object(["id": string, "reference": string], required: ["id", "reference"])),
            ],
            required: ["spatial"]
        ),
        "parameter": object(
            [
                "type": ["type": "string", "enum": ["Parameter"]], "id": string, "label": string,
                "description": string, "dataType": string, "unit": object([:]),
                "observedProperty": object([:]),
            ],
            required: ["type", "observedProperty"]
        ),
    ]

    private static let exception = object(
        [
            "code": string, "description": string, "type": string, "title": string,
            "status": ["type": "integer"], "detail": string,
        ],
        required: ["code"]
    )

    private static let string: JSONValue = ["type": "string"]
    private static let strings: JSONValue = array(string)
    private static let links: JSONValue = array(reference("link"))

    private static func array(_ items: JSONValue) -> JSONValue {
        ["type": "array", "items": items]
    }

    private static func map(_ values: JSONValue) -> JSONValue {
        ["type": "object", "additionalProperties": values]
    }

    private static func object(_ properties: JSONValue, required: [String] = []) -> JSONValue {
        var schema = JSONObject([("type", "object")])
        if let members = properties.objectValue, !members.isEmpty { schema["properties"] = properties }
        if !required.isEmpty { schema["required"] = JSONValue(required) }
        return .object(schema)
    }

    private static func reference(_ schema: String) -> JSONValue {
        ["$ref": JSONValue("#/components/schemas/\(schema)")]
    }
}
