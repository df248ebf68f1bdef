internal import Cube
internal import Failures
internal import Maps

/// DIM_VERTICAL: what ELEVATION is, where it is none of the axis's own numbers, and DIM_VERTICAL_METHOD: what is drawn between
/// two levels.
enum LevelParameters {
    /// The dimensions by which they are announced (OGC 06-042, annex C).
    static let dimension = "vertical"
    static let methodDimension = "vertical_method"
    /// The axis's own numbers.
    static let ownLevels = "level"

    private static let parameter = "DIM_VERTICAL"
    private static let methodParameter = "DIM_VERTICAL_METHOD"

    /// What is asked of a layer; nil where its levels are meant by their own numbers, for layers without levels, and without
    /// an ELEVATION: the default level is one of the axis's own.
    ///
    /// - Throws: `invalid` for other words, `WMSError` for what the levels never have.
    static func question(
        _ parameters: WMSParameters,
        of variable: Variable,
        _ selections: [DimensionSelection],
        in dataset: Dataset
    ) throws -> LevelQuestion? {
        let taken = Set(selections.map(\.dimension.parameter))
        guard !taken.contains(parameter) else { return nil }
        let method =
            try taken.contains(methodParameter)
            ? nil
            : parameters[methodParameter].map { text in
                try text == "default" ? .nearest : LevelMethod(text, parameter: methodParameter)
            }
        guard let text = parameters[parameter], let quantity = try quantity(text),
            let levels = selections.first(where: { $0.dimension.axis === variable.axis(.vertical)?.axis })
        else { return nil }
        do throws(Failure) {
            try dataset.check(quantity, of: variable)
        } catch {
            guard case .unsupported(let reason) = error else { throw error }
            throw WMSError(.invalidDimensionValue, reason.replacing("vertical=", with: "\(parameter)="))
        }
        guard case .value(let value) = levels.selector else { return nil }
        return LevelQuestion(quantity, value, by: method ?? .nearest)
    }

    /// That a dimension has its default value, which the standard wants told (OGC 06-042, annex C.4.2).
    static func warnings(_ parameters: WMSParameters, of variables: [Variable], in dataset: Dataset)
        -> [String]
    {
        var warnings: [String] = []
        for (name, words) in variables.flatMap({ announced(of: $0, in: dataset) }) {
            guard let word = words.first,
                (parameters["DIM_\(name.uppercased())"] ?? "default").lowercased() == "default"
            else { continue }
            let text = "99 Default value used: \(name)=\(word)"
            if !warnings.contains(text) { warnings.append(text) }
        }
        return warnings
    }

    /// What ELEVATION is of a layer with these dimensions; nil where it is none of the words that are known.
    static func quantity(_ parameters: WMSParameters, besides dimensions: [LayerDimension])
        -> VerticalQuantity?
    {
        guard !dimensions.contains(where: { $0.parameter == parameter }) else { return nil }
        return parameters[parameter].flatMap { try? quantity($0) } ?? nil
    }

    /// Nil for the axis's own numbers.
    private static func quantity(_ text: String) throws(Failure) -> VerticalQuantity? {
        let word = text.lowercased()
        guard word != ownLevels, word != "default" else { return nil }
        if let known = VerticalQuantity(rawValue: word) { return known }
        let words = [ownLevels] + VerticalQuantity.allCases.map(\.rawValue)
        let near = NearestName.of(word, among: words).map { ", probably '\($0)'" } ?? ""
        throw .invalid(
            parameter: parameter,
            received: text,
            expected: "one of \(words.joined(separator: ", "))\(near)"
        )
    }

    /// What the numbers of ELEVATION are, for people; empty where they are the axis's own alone.
    static func explanation(of words: [(name: String, words: [String])]) -> String {
        guard let quantities = words.first(where: { $0.name == dimension })?.words.dropFirst() else {
            return ""
        }
        return " Values of elevation are the levels' own numbers; with \(parameter)="
            + quantities.joined(separator: " or ")
            + " ELEVATION is what a level has at a place, whose range differs from place to place."
    }

    /// The words of both dimensions, for a layer whose levels have heights, depths or pressures by a formula; none where the
    /// layer has a dimension of that name itself.
    static func announced(of variable: Variable, in dataset: Dataset) -> [(name: String, words: [String])] {
        let quantities = dataset.computedQuantities(of: variable)
        guard !quantities.isEmpty else { return [] }
        let taken = Set(LayerDimension.all(of: variable).map { $0.name.lowercased() })
        let both = [
            (dimension, [ownLevels] + quantities.map(\.rawValue)),
            (methodDimension, LevelMethod.allCases.map(\.rawValue)),
        ]
        return taken.contains(dimension) ? [] : both.filter { !taken.contains($0.0) }
    }
}
