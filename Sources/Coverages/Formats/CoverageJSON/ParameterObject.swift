package import JSON

/// A parameter as CoverageJSON has it, and EDR's metadata after it.
///
/// In collections its texts are strings, in CoverageJSON the same texts are objects by language: clients break on the
/// wrong one.
package struct ParameterObject {
    private let parameter: Parameter

    package init(_ parameter: Parameter) {
        self.parameter = parameter
    }

    /// As a member of a coverage's `parameters`.
    var coverageForm: JSONObject {
        var object = form { ["en": JSONValue($0)] }
        object["label"] = ["en": JSONValue(parameter.title)]
        return object
    }

    /// The members that all forms share; `text` is how a text for people is told.
    package func form(_ text: (String) -> JSONValue) -> JSONObject {
        let categories = parameter.categories
        var property: JSONObject = JSONObject([
            ("id", JSONValue(parameter.propertyID)), ("label", text(parameter.propertyLabel)),
        ])
        if !categories.isEmpty {
            property["categories"] = .array(
                categories.map { ["id": JSONValue($0.id), "label": text($0.label)] }
            )
        }
        var object = JSONObject([("type", "Parameter"), ("observedProperty", .object(property))])
        if let comment = parameter.comment { object["description"] = text(comment) }
        if categories.isEmpty {
            object["unit"] = ["label": text(parameter.unit), "symbol": JSONValue(parameter.unit)]
        } else {
            object["categoryEncoding"] = .object(
                JSONObject(categories.map { ($0.id, .integer($0.value)) })
            )
        }
        return object
    }
}
