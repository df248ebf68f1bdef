internal import CF
internal import Cube
internal import JSON

/// A variable as a parameter of a collection or of a coverage.
///
/// In collections its texts are strings, in CoverageJSON the same texts are objects by language: clients break on the
/// wrong one.
struct ParameterObject {
    /// Where CF standard names are defined.
    static let vocabulary = "http://vocab.nerc.ac.uk/standard_name/"

    private let variable: Variable
    private let collectionAddress: String
    private let categories: [FlagCategory]

    init(_ variable: Variable, collectionAddress: String) {
        self.variable = variable
        self.collectionAddress = collectionAddress
        categories = FlagCategory.all(of: variable)
    }

    /// As a member of `parameter_names`.
    var collectionForm: JSONObject {
        var parameter = form { JSONValue($0) }
        parameter["id"] = JSONValue(variable.name)
        parameter["label"] = JSONValue(title)
        parameter["dataType"] = JSONValue(Self.dataType(of: variable))
        parameter["measurementType"] = MeasurementType(of: variable)?.json
        return parameter
    }

    /// As a member of a coverage's `parameters`.
    var coverageForm: JSONObject {
        var parameter = form { ["en": JSONValue($0)] }
        parameter["label"] = ["en": JSONValue(title)]
        return parameter
    }

    /// The type of a range of this variable in CoverageJSON.
    static func dataType(of variable: Variable) -> String {
        switch variable.packing.valueType {
        case .float, .double: "float"
        case .signedInteger, .unsignedInteger: "integer"
        }
    }

    private func form(_ text: (String) -> JSONValue) -> JSONObject {
        var property: JSONObject = JSONObject([
            ("id", JSONValue(propertyID)), ("label", text(Self.worded(variable.standardName) ?? title)),
        ])
        if !categories.isEmpty {
            property["categories"] = .array(
                categories.map { ["id": JSONValue(categoryID($0)), "label": text($0.label)] }
            )
        }
        var parameter = JSONObject([("type", "Parameter"), ("observedProperty", .object(property))])
        if let comment = Self.worded(variable.stored.attributes["comment"]?.stringValue) {
            parameter["description"] = text(DisplayText.listed(comment))
        }
        if categories.isEmpty {
            let unit = Self.worded(variable.units) ?? "1"
            parameter["unit"] = ["label": text(unit), "symbol": JSONValue(unit)]
        } else {
            parameter["categoryEncoding"] = .object(
                JSONObject(categories.map { (categoryID($0), .integer($0.value)) })
            )
        }
        return parameter
    }

    private var title: String { Self.worded(variable.title) ?? variable.name }

    /// Attributes that were left empty say nothing, and client models refuse them.
    private static func worded(_ text: String?) -> String? {
        text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    private var propertyID: String {
        Self.worded(variable.standardName).map { Self.vocabulary + $0 + "/" }
            ?? "\(collectionAddress)#\(variable.name)"
    }

    private func categoryID(_ category: FlagCategory) -> String {
        "\(collectionAddress)#\(variable.name)/\(category.label)"
    }
}
