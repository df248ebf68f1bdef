internal import Cube
internal import Failures
internal import Maps

/// The layers of a dataset: its variables that have a place on the Earth, and what two of them are together.
enum MapLayers {
    static func all(of dataset: Dataset) -> [Variable] {
        (dataset.variables + dataset.vectorParts).filter(\.isDrawable)
    }

    /// - Throws: `LayerNotDefined`.
    static func named(_ name: String, in dataset: Dataset) throws(WMSError) -> Variable {
        let found =
            dataset.variables.first { $0.name == name } ?? dataset.vectorParts.first { $0.name == name }
        if let found, found.isDrawable { return found }
        let failure = dataset.failure(naming: name, known: all(of: dataset).map(\.name))
        switch failure {
        case .notFound, .notServed: throw WMSError(.layerNotDefined, failure.layerText)
        default: throw WMSError(failure)
        }
    }

    /// The layers of LAYERS or QUERY_LAYERS, bottommost first, of which a picture has so many at most.
    static func list(
        _ parameter: String,
        _ parameters: WMSParameters,
        in dataset: Dataset,
        most: Int
    ) throws(WMSError) -> [Variable] {
        guard let names = try parameters.layers(parameter, of: dataset) else {
            throw WMSError(nil, "The parameter \(parameter) is missing.")
        }
        var variables: [Variable] = []
        for name in names.prefix(most + 1) { variables.append(try named(name, in: dataset)) }
        guard names.count <= most else {
            throw WMSError(
                nil,
                "\(parameter) names \(names.count) layers; a picture has at most \(most)."
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
