internal import Cube
internal import Failures
internal import Maps

/// The layers of a dataset: its variables that have a place on the Earth.
enum MapLayers {
    /// More layers than this in one picture are refused; advertised as LayerLimit.
    static let maxInOnePicture = 16

    static func all(of dataset: Dataset) -> [Variable] {
        dataset.variables.filter(\.isDrawable)
    }

    /// - Throws: `LayerNotDefined`.
    static func named(_ name: String, in dataset: Dataset) throws(WMSError) -> Variable {
        if let variable = dataset.variables.first(where: { $0.name == name }), variable.isDrawable {
            return variable
        }
        let failure = dataset.failure(naming: name, known: all(of: dataset).map(\.name))
        switch failure {
        case .notFound, .notServed: throw WMSError(.layerNotDefined, failure.layerText)
        default: throw WMSError(failure)
        }
    }

    /// The layers of LAYERS or QUERY_LAYERS, bottommost first.
    static func list(_ parameter: String, _ parameters: WMSParameters, in dataset: Dataset) throws(WMSError)
        -> [Variable]
    {
        guard let names = try parameters.layers(parameter, of: dataset) else {
            throw WMSError(nil, "The parameter \(parameter) is missing.")
        }
        var variables: [Variable] = []
        for name in names.prefix(maxInOnePicture + 1) { variables.append(try named(name, in: dataset)) }
        guard names.count <= maxInOnePicture else {
            throw WMSError(
                nil,
                "\(parameter) names \(names.count) layers; a picture has at most \(maxInOnePicture)."
            )
        }
        return variables
    }
}

extension Failure {
    /// The description with the word that WMS has for variables.
    fileprivate var layerText: String {
        let text = description
        guard let range = text.firstRange(of: "variable") else { return text }
        return text.replacingCharacters(in: range, with: "layer")
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
