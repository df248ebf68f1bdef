internal import Coverages
internal import Cube
internal import JSON

/// The parameters of the API definition, by name.
enum OpenAPIParameters {
    static func all(_ formats: CoverageFormats) -> JSONValue {
        var parameters = first.objectValue ?? JSONObject()
        parameters["f-data"] = format(formats.all)
        for (name, parameter) in last.objectValue?.entries ?? [] { parameters[name] = parameter }
        return .object(parameters)
    }

    /// Which format an answer of values has.
    static func format(_ formats: [any CoverageFormat]) -> JSONValue {
        query(
            "f",
            "The format of the answer; it beats Accept.",
            schema: ["type": "string", "enum": JSONValue(formats.map(\.name))]
        )
    }

    private static let first: JSONValue = [
        "collectionId": [
            "name": "collectionId", "in": "path", "required": true,
            "description": "A dataset: its id, groups behind dots, a version behind @.",
            "schema": ["type": "string"],
        ],
        "coords": query(
            "coords",
            "POINT or MULTIPOINT as WKT, longitude first; Z is a level.",
            required: true,
            schema: ["type": "string"],
            example: "POINT(5.2 52.1)"
        ),
        "coords-area": query(
            "coords",
            "POLYGON or MULTIPOLYGON as WKT, longitude first, each ring closed; Z is a level.",
            required: true,
            schema: ["type": "string"],
            example: "POLYGON((4 52,6 52,6 53,4 53,4 52))"
        ),
        "bbox": query(
            "bbox",
            "West, south, east, north in degrees; with six numbers the lowest level before east and the highest at the "
                + "end. West beyond east crosses the antimeridian.",
            required: true,
            schema: ["type": "array", "minItems": 4, "maxItems": 6, "items": ["type": "number"]]
        ),
        "datetime": query(
            "datetime",
            "A time, a list of times, an interval a/b, ../b or a/.., or a recurrence Rn/start/duration. A date without "
                + "a clock is the whole day, month or year; in a list it is its start. Without a zone it is UTC. "
                + "Absent: all times.",
            schema: ["type": "string"],
            example: "2024-03-01T00:00:00Z/2024-03-02T00:00:00Z"
        ),
        "parameter-name": query(
            "parameter-name",
            "Names of parameters of the collection; a comma in a name is %2C. Absent: all.",
            schema: ["type": "array", "items": ["type": "string"]]
        ),
        "z": query(
            "z",
            "A level, a list of levels, an interval a/b, ../b or a/.., or a recurrence Rn/start/step, in the units of "
                + "the vertical extent; ignored without one. Absent: all levels.",
            schema: ["type": "string"],
            example: "850"
        ),
        QueryType.vertical: query(
            QueryType.vertical,
            "What levels are asked by in z and told as: the height (positive up) or depth in metres, or the pressure, that "
                + "they have at each place and time, computed from formula_terms where they are parametric. z then selects "
                + "the nearest level; beyond half a layer outside the ends there is none. Where heights vary over time, each "
                + "time is a coverage of its own. Units are those of the terms, as the answer tells; the range differs from place to "
                + "place, and the vertical extent is none of it. Absent: the numbers of the vertical axis.",
            schema: ["type": "string", "enum": JSONValue(VerticalQuantity.allCases.map(\.rawValue))]
        ),
        QueryType.levelMethod: query(
            QueryType.levelMethod,
            "What is told of a value of z at which no level is, where 'vertical' is given: the nearest level, or what lies between "
                + "the two around it, linear in height and depth and in the logarithm of pressure, and missing where one of the two "
                + "is. Nothing lies beyond the outermost levels then. Intervals mean the levels that lie in them, and of flags and "
                + "whole numbers the nearest level is told.",
            schema: [
                "type": "string", "enum": JSONValue(LevelMethod.allCases.map(\.rawValue)),
                "default": JSONValue(LevelMethod.nearest.rawValue),
            ]
        ),
        "units": query(
            "units",
            "The units of the values, as udunits spells them: one for all parameters, or one for each name in "
                + "parameter-name, empty where it stays. Absent: as stored.",
            schema: ["type": "array", "items": ["type": "string"]],
            example: "degC"
        ),
        "crs": query(
            "crs",
            "The CRS of the coordinates, in and out, among those of the collection: longitude and latitude on WGS 84, or "
                + "a projection of its grids. Absent: the former.",
            schema: ["type": "string"],
            example: "CRS84"
        ),
    ]

    private static let last: JSONValue = [
        CollectionsPart.limitName: query(
            CollectionsPart.limitName,
            "How many collections there are at most; more than the maximum count as the maximum. A 'next' link leads to those that follow.",
            schema: [
                "type": "integer", "minimum": 1, "maximum": JSONValue(CollectionsPart.most),
                "default": JSONValue(CollectionsPart.most),
            ]
        ),
        CollectionsPart.cursorName: query(
            CollectionsPart.cursorName,
            "Where the list goes on, as a 'next' link of it has it. Absent: at its beginning.",
            schema: ["type": "string"]
        ),
        "f-metadata": query(
            "f",
            "The format of the answer; it beats Accept.",
            schema: ["type": "string", "enum": JSONValue([Encoding.json.name, Encoding.html.name])]
        ),
        "dryrun": query(
            "dryrun",
            "1: answer what the request would read, as JSON, instead of reading it.",
            schema: ["type": "string", "enum": ["0", "1"]]
        ),
        "pin": query(
            "pin",
            "1: answer 307 with the address of the same question about the dataset's present state, which stays.",
            schema: ["type": "string", "enum": ["0", "1"]]
        ),
        "dimensions": dimensions,
    ]

    /// The name of the component that says where a query looks.
    static func location(of type: QueryType) -> String {
        switch type {
        case .position: "coords"
        case .area: "coords-area"
        case .cube: "bbox"
        }
    }

    /// Custom dimensions differ by collection, and one path stands for all of them.
    private static let dimensions: JSONValue = [
        "name": "dimensions", "in": "query", "required": false, "style": "form", "explode": true,
        "description": JSONValue(dimensionsDescription),
        "schema": ["type": "object", "additionalProperties": ["type": "string"]],
    ]

    private static let dimensionsDescription =
        "One parameter for each custom dimension of the collection (extent.custom), named by its id: a value, a list, "
        + "an interval a/b, or a recurrence Rn/start/step. Absent: all its values."

    private static func query(
        _ name: String,
        _ description: String,
        required: Bool = false,
        schema: JSONValue,
        example: String? = nil
    ) -> JSONValue {
        var parameter = JSONObject([
            ("name", JSONValue(name)), ("in", "query"), ("required", .bool(required)), ("style", "form"),
            ("explode", false), ("description", JSONValue(description)), ("schema", schema),
        ])
        if let example { parameter["example"] = JSONValue(example) }
        return .object(parameter)
    }
}
