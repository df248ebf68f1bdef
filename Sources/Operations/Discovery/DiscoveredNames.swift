internal import JSON

/// Names of the stores below each prefix that is published, as they were last seen.
struct DiscoveredNames: Equatable {
    struct Found: Equatable {
        var names: [String] = []
        /// When it is looked at again, in nanoseconds of the monotonic clock.
        var due: UInt64 = 0
    }

    /// By the number of the rule.
    var rules: [Found]

    init(rules: Int) {
        self.rules = Array(repeating: Found(), count: rules)
    }
}

extension DiscoveredNames {
    /// The same names, looked at again when others are.
    func due(as others: DiscoveredNames) -> DiscoveredNames {
        var names = self
        for (index, found) in others.rules.enumerated().prefix(rules.count) {
            names.rules[index].due = found.due
        }
        return names
    }

    var text: String {
        let values = rules.map { found in
            JSONValue.object(
                JSONObject([
                    ("due", .string(String(found.due))), ("names", JSONValue(found.names)),
                ])
            )
        }
        return String(decoding: JSONValue.array(values).bytes, as: UTF8.self)
    }

    /// Nil for what is none of so many rules.
    init?(text: String, rules count: Int) {
        guard let values = try? JSONParser.parse(text).arrayValue, values.count == count else { return nil }
        rules = values.map { value in
            Found(
                names: value["names"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                due: value["due"]?.stringValue.flatMap { UInt64($0) } ?? 0
            )
        }
    }
}
