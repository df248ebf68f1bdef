internal import Cube
internal import Failures

/// What a custom dimension of labels requests: one of them, or a list `a,b`.
struct LabelSelection {
    let selector: AxisSelector

    /// More than a request has any use for.
    private static let maxLabels = 1000

    /// A label may have commas itself; numbers are left to the axis's own positions.
    ///
    /// - Returns: nil for a text that requests numbers.
    /// - Throws: `Failure.notFound` for words that are no labels, `invalid` for too many.
    init?(_ text: String, _ parameters: QueryParameters, of dimension: String, _ labels: AxisLabels)
        throws(Failure)
    {
        if labels.index(of: text) != nil {
            selector = .label(text)
            return
        }
        let words = parameters.names(dimension, mostCommas: labels.mostCommas) { labels.index(of: $0) != nil }
        guard words.count <= Self.maxLabels else {
            throw .invalid(parameter: "label", received: text, expected: "at most \(Self.maxLabels) labels")
        }
        guard let stranger = words.first(where: { labels.index(of: $0) == nil }) else {
            selector = .labels(words)
            return
        }
        if (try? NumberSelection(text, parameter: "")) != nil { return nil }
        throw .notFound(.label, name: stranger, known: labels.texts)
    }
}
