internal import Coverages
internal import Gateway
internal import JSON

/// The API definition at `/edr/api`, in OpenAPI 3.0.
///
/// It lists what this server answers, needs no other host, and says of every parameter whether it is required, because the standard leaves that to this document.
enum OpenAPIDocument {
    static func document(_ addresses: Addresses, _ formats: CoverageFormats) -> JSONValue {
        [
            "openapi": "3.0.3",
            "info": [
                "title": "Environmental Data Retrieval",
                "description": "Metadata of data cubes and their values at positions (OGC 19-086r9).",
                "version": "1.2.0",
            ],
            "servers": [["url": JSONValue(addresses.landingPage)]],
            "paths": .object(JSONObject(metadataPaths + dataPaths(formats))),
            "components": [
                "schemas": OpenAPISchemas.all(formats), "parameters": OpenAPIParameters.all(formats),
            ],
        ]
    }

    private static let metadataPaths: [(String, JSONValue)] = [
        ("/", metadata("getLandingPage", "The landing page", schema: "landingPage")),
        ("/conformance", metadata("getConformance", "The conformance classes", schema: "conformance")),
        (
            "/api",
            metadata(
                "getAPI",
                "This document",
                schema: "document",
                type: "application/vnd.oai.openapi+json;version=3.0"
            )
        ),
        (
            "/collections",
            metadata(
                "getCollections",
                "The collections, a part of them at a time",
                schema: "collections",
                parameters: [CollectionsPart.limitName, CollectionsPart.cursorName],
                canBeAbsent: false
            )
        ),
        (
            "/collections/{collectionId}",
            metadata(
                "getCollection",
                "One collection",
                schema: "collection",
                parameters: ["collectionId"]
            )
        ),
    ]

    private static func dataPaths(_ formats: CoverageFormats) -> [(String, JSONValue)] {
        formats.queries.map { type in ("/collections/{collectionId}/\(type.rawValue)", data(type, formats)) }
    }

    /// A resource with a JSON and an HTML form.
    private static func metadata(
        _ id: String,
        _ summary: String,
        schema: String,
        type: String = "application/json",
        parameters: [String] = [],
        canBeAbsent: Bool? = nil
    ) -> JSONValue {
        var responses = JSONObject([
            (
                "200",
                [
                    "description": JSONValue(summary),
                    "content": .object(
                        JSONObject([
                            (type, ["schema": reference(schema)]),
                            ("text/html", ["schema": ["type": "string"]]),
                        ])
                    ),
                ]
            )
        ])
        let errors = canBeAbsent ?? !parameters.isEmpty ? [400, 404, 406] : [400, 406]
        for status in errors + [500, 503] { responses["\(status)"] = problem(status) }
        return [
            "get": [
                "operationId": JSONValue(id), "summary": JSONValue(summary),
                "parameters": .array((parameters + ["f-metadata"]).map(parameter)),
                "responses": .object(responses),
            ]
        ]
    }

    private static func data(_ type: QueryType, _ formats: CoverageFormats) -> JSONValue {
        let offered = formats.offered(for: type)
        let content = offered.map { format in
            let schema = format.schema.map { reference($0.name) } ?? binary
            return (format.mediaType, ["schema": schema] as JSONValue)
        }
        var responses = JSONObject([
            (
                "200",
                [
                    "description": "The values, as a coverage or a collection of coverages",
                    "content": .object(JSONObject(content)),
                ]
            ),
            ("204", ["description": "A valid question, and no data there or then"]),
        ])
        for status in [400, 404, 406, 413, 500, 502, 503, 504] { responses["\(status)"] = problem(status) }
        let before =
            [
                "collectionId", OpenAPIParameters.location(of: type), "datetime", "parameter-name", "z",
                "units",
                "crs",
            ] + (type.hasRealLevels ? [QueryType.vertical, QueryType.levelMethod] : [])
        // What some query has no use for is left out of its own list.
        let format =
            offered.count == formats.all.count ? parameter("f-data") : OpenAPIParameters.format(offered)
        let after = ["dryrun", "pin", "dimensions"].map(parameter)
        return [
            "get": [
                "operationId": JSONValue("get-\(type.rawValue)"), "summary": JSONValue(type.title),
                "description": JSONValue(type.description),
                "parameters": .array(before.map(parameter) + [format] + after),
                "responses": .object(responses),
            ]
        ]
    }

    private static let binary: JSONValue = ["type": "string", "format": "binary"]

    private static func parameter(_ name: String) -> JSONValue {
        ["$ref": JSONValue("#/components/parameters/\(name)")]
    }

    private static func reference(_ schema: String) -> JSONValue {
        ["$ref": JSONValue("#/components/schemas/\(schema)")]
    }

    private static func problem(_ status: Int) -> JSONValue {
        [
            "description": JSONValue(StatusCode.reason(status)),
            "content": ["application/problem+json": ["schema": reference("exception")]],
        ]
    }
}
