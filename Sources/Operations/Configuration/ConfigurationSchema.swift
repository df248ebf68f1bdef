internal import JSON

/// The configuration as a JSON Schema (draft 2020-12), with which editors complete and check it.
enum ConfigurationSchema {
    private static let draft = "https://json-schema.org/draft/2020-12/schema"
    /// A size with a unit; spaces and underscores may stand in the number.
    private static let sizePattern = "^[0-9._ ]+([kKMGT]i?)?[bB]?$"

    static var text: String {
        var object = JSONObject([
            ("$schema", .string(draft)), ("title", "Sluice"),
            ("description", "The configuration of sluice; deploy/manual/configuration.md has every key."),
        ])
        for (key, value) in mapping(Configuration.table).entries { object[key] = value }
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    private static func mapping(_ table: [KeyDescription]) -> JSONObject {
        let properties = table.map { key in
            var schema = schema(key.kind)
            schema["description"] = .string(key.about)
            return (key.name, JSONValue.object(schema))
        }
        var object = JSONObject([
            // A key without a value counts as missing.
            ("type", ["object", "null"]), ("additionalProperties", false),
            ("properties", .object(JSONObject(properties))),
        ])
        let needed = table.filter(\.isNeeded).map(\.name)
        if !needed.isEmpty { object["required"] = JSONValue(needed) }
        return object
    }

    private static func schema(_ kind: KeyDescription.Kind) -> JSONObject {
        switch kind {
        case .text: JSONObject([("type", ["string", "number", "null"])])
        case .integer(let range): numbers("integer", JSONValue(range.lowerBound), JSONValue(range.upperBound))
        case .number(let range): numbers("number", JSONValue(range.lowerBound), JSONValue(range.upperBound))
        case .bytes(let range):
            JSONObject([
                (
                    "anyOf",
                    [
                        .object(numbers("integer", JSONValue(range.lowerBound), JSONValue(range.upperBound))),
                        .object(JSONObject([("type", "string"), ("pattern", .string(sizePattern))])),
                    ]
                )
            ])
        case .truth: JSONObject([("type", ["boolean", "null"])])
        case .choice(let words): JSONObject([("enum", .array(words.map { .string($0) } + [.null]))])
        case .texts:
            JSONObject([
                ("type", ["array", "null"]),
                ("items", .object(JSONObject([("type", ["string", "number"])]))),
            ])
        case .someTexts:
            JSONObject([
                ("type", ["array", "null"]), ("minItems", 1),
                ("items", .object(JSONObject([("type", ["string", "number"])]))),
            ])
        case .someOf(let words):
            JSONObject([
                ("type", ["array", "null"]), ("minItems", 1),
                ("items", .object(JSONObject([("enum", .array(words.map { .string($0) }))]))),
            ])
        case .numbers(let count):
            JSONObject([
                ("type", ["array", "null"]), ("minItems", JSONValue(count)), ("maxItems", JSONValue(count)),
                ("items", .object(JSONObject([("type", "number")]))),
            ])
        case .mapping(let table): mapping(table)
        case .named(let kind):
            JSONObject([
                ("type", ["object", "null"]), ("additionalProperties", .object(schema(kind))),
            ])
        case .list(let table): JSONObject([("type", ["array", "null"]), ("items", .object(mapping(table)))])
        case .either(let kinds): JSONObject([("anyOf", .array(kinds.map { .object(schema($0)) }))])
        }
    }

    private static func numbers(_ type: String, _ least: JSONValue, _ most: JSONValue) -> JSONObject {
        JSONObject([("type", [.string(type), "null"]), ("minimum", least), ("maximum", most)])
    }
}

/// A configuration with every key in comments, for people who begin one.
enum ConfigurationExample {
    static var text: String {
        """
        # The configuration of Sluice. Every key is here, in comments, with its default or an example.
        # `sluice check --config FILE` says what is wrong; `sluice config schema` is for editors.

        """ + Configuration.table.map(part).joined()
    }

    private static func part(_ key: KeyDescription) -> String {
        let head = "\n# \(key.about).\n\(key.name):\n"
        switch key.kind {
        case .mapping(let table): return head + table.map { line($0, indent: "  # ") }.joined()
        // With a sample the key must have a value, or none.
        case .list(let table) where key.sample.isEmpty: return head + entry(table)
        default: return "\n# \(key.about).\n# \(key.name): \(key.sample)\n"
        }
    }

    private static func line(_ key: KeyDescription, indent: String) -> String {
        "  # \(key.about)\(key.isNeeded ? " (needed)" : "").\n\(indent)\(key.name): \(key.sample)\n"
    }

    /// One entry of a list, all of it in comments.
    private static func entry(_ table: [KeyDescription]) -> String {
        table.enumerated().map { index, key in
            line(key, indent: index == 0 ? "  # - " : "  #   ")
        }.joined()
    }
}
