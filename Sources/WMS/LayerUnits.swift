internal import Cube

/// `UNITS`, in which values are written and colour ranges are given: one for all layers, or one for each.
///
/// The standard has no such parameter; it changes numbers, legends and what COLORSCALERANGE says, and no picture
/// besides.
enum LayerUnits {
    static let parameter = "UNITS"

    /// The layers' variables in the requested units; one without a request keeps its stored ones.
    static func applied(
        _ parameters: WMSParameters,
        to variables: [Variable]
    ) throws -> [Variable] {
        guard let texts = try parameters.list(parameter) else { return variables }
        guard texts.count == 1 || texts.count == variables.count else {
            throw WMSError(
                nil,
                "\(parameter) has \(texts.count) units for \(variables.count) layers: one for all, or one for each."
            )
        }
        return try variables.enumerated().map { index, variable in
            let text = texts[texts.count == 1 ? 0 : index]
            return text.isEmpty ? variable : try variable.converted(to: text, parameter: parameter)
        }
    }
}
