internal import Coverages
internal import Cube
internal import JSON

extension ParameterObject {
    /// As a member of a collection's `parameter_names` (OGC 19-086r9, annex C).
    static func collectionForm(of variable: Variable, address: String) -> JSONObject {
        let parameter = Parameter(variable, address: address)
        var object = ParameterObject(parameter).form { JSONValue($0) }
        object["id"] = JSONValue(parameter.name)
        object["label"] = JSONValue(parameter.title)
        object["dataType"] = JSONValue(parameter.dataType.rawValue)
        object["measurementType"] = MeasurementType(of: variable)?.json
        return object
    }
}
