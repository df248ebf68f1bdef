internal import JSON
internal import Zarr

extension StoredVariable {
    /// An array of texts as it is served by index: rows of letters are texts, along their last dimension, or the first
    /// where only that one is no dimension of numbers.
    func asTexts(numericDimensions: Set<String>) -> StoredVariable {
        var form = TextForm.elements
        if array.metadata.element == .fixedBytes(1) {
            let ends = [dimensions.count - 1, 0].filter(dimensions.indices.contains)
            let letters = ends.first { !numericDimensions.contains(dimensions[$0].name) }
            if let letters { form = .letters(dimension: letters) }
        }
        var shown = dimensions
        if case .letters(let dimension) = form { shown.remove(at: dimension) }
        var attributes = attributes
        // Of a text there is no number that marks it missing.
        attributes["_FillValue"] = nil
        return StoredVariable(
            name: name,
            dimensions: shown,
            dataType: dataType,
            attributes: attributes,
            array: array,
            textForm: form
        )
    }

    /// Letters or bytes that each text has room for; nil where texts vary.
    package var textWidth: Int? {
        switch (textForm, array.metadata.element) {
        case (.letters(let dimension), _):
            array.metadata.shape.indices.contains(dimension) ? array.metadata.shape[dimension] : nil
        case (_, .fixedBytes(let count)), (_, .fixedText(let count)): count
        default: nil
        }
    }

    /// Bytes of the longest text as UTF-8, or more; nil where texts vary.
    package var longestText: Int? {
        switch (textForm, array.metadata.element) {
        case (.letters(let dimension), _):
            // A byte that is no UTF-8 becomes two.
            array.metadata.shape.indices.contains(dimension) ? 2 * array.metadata.shape[dimension] : nil
        case (_, .fixedBytes(let count)): 2 * count
        case (_, .fixedText(let count)): 4 * count
        default: nil
        }
    }
}
