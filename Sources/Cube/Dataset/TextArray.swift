package import Execution
internal import JSON
internal import Zarr

/// How an array holds texts.
enum TextForm: Sendable, Equatable {
    /// One text an element.
    case elements
    /// One letter an element: texts lie along a dimension that the variable does not show (digest: cf.md, section 1).
    case letters(dimension: Int)
}

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

    /// Bytes of the longest text as UTF-8; nil where texts vary.
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

extension Dataset {
    /// Texts that are read for one array of an answer, in bytes of the store.
    private static let mostTextBytes = 16 << 20

    /// The texts at some indices, row-major: UTF-8 without NULs and blanks around them.
    ///
    /// They are read with everything between the first and the last index, and held. Throws `Failure`: `tooLarge` for
    /// more than 16 MiB of them, `invalid` for indices outside.
    package func texts(
        of variable: StoredVariable,
        ranges: [IndexRange],
        context: WorkContext
    ) throws -> [String] {
        let wanted = variable.arrayRanges(ranges.map { [$0] })
        guard let form = variable.textForm, wanted.count == variable.dimensions.count else {
            throw Failure.defect
        }
        var hull = wanted.map { ranges in
            (ranges.map(\.start).min() ?? 0)..<((ranges.map(\.last).max() ?? -1) + 1)
        }
        if case .letters(let dimension) = form {
            hull.insert(0..<variable.array.metadata.shape[dimension], at: dimension)
        }
        guard
            zip(hull, variable.array.metadata.shape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 })
        else { throw Failure.defect }
        let bytes = try textBytes(of: variable, hull, context)
        guard let all = Self.texts(bytes, variable, hull, form) else { throw Failure.defect }
        if case .letters(let dimension) = form { hull.remove(at: dimension) }
        return try Self.picked(all, wanted, hull)
    }

    private func textBytes(
        of variable: StoredVariable,
        _ hull: [Range<Int>],
        _ context: WorkContext
    ) throws -> [UInt8] {
        let (elementBytes, grid) = (
            variable.array.metadata.element.size ?? 16, variable.array.metadata.chunkGrid
        )
        // Texts of no bytes take time all the same.
        let estimate = Self.product(max(elementBytes, 1), hull.map(\.count))
        let chunks = Self.product(1, zip(hull, grid.dimensions).map { $1.chunks(of: $0).count })
        let refusal = { (name: Limits.Name, allowed: Int, requested: Int) in
            Failure.tooLarge(
                limit: name,
                allowed: allowed,
                requested: requested,
                advice: "Ask for fewer of the texts of '\(variable.name)' at a time."
            )
        }
        guard estimate <= Self.mostTextBytes else {
            throw refusal(.outputBytes, Self.mostTextBytes, estimate)
        }
        guard chunks <= limits.chunks else { throw refusal(.chunks, limits.chunks, chunks) }
        let decoded = Self.product(chunks, [variable.array.metadata.chunkBytes])
        guard decoded <= limits.decodedBytes else {
            throw refusal(.decodedBytes, limits.decodedBytes, decoded)
        }
        let reservation: Reservation
        do throws(Interruption) {
            reservation = try resources.ledger.reserve(
                min(2 * estimate + PlannedRead.fetchWindow, resources.ledger.budget),
                context: context
            )
        } catch {
            throw Failure(error, context: context)
        }
        defer { withExtendedLifetime(reservation) {} }
        var bytes: [UInt8] = []
        try Failure.translating(dataset: address.text, context: context) {
            try ArrayExport(variable.array, ranges: hull).write(context: context) { piece in
                guard bytes.count + piece.count <= Self.mostTextBytes else {
                    throw refusal(.outputBytes, Self.mostTextBytes, bytes.count + piece.count)
                }
                bytes.append(contentsOf: piece)
            }
        }
        return bytes
    }

    /// The largest number where there is no such product.
    private static func product(_ first: Int, _ factors: [Int]) -> Int {
        factors.reduce(first) { product, factor in
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            return overflows ? .max : next
        }
    }

    /// Every text of a box of the array.
    private static func texts(
        _ bytes: [UInt8],
        _ variable: StoredVariable,
        _ hull: [Range<Int>],
        _ form: TextForm
    ) -> [String]? {
        guard case .letters(let dimension) = form else {
            return StoredTexts.texts(bytes, of: variable.array.metadata.element)
        }
        let width = hull[dimension].count
        let inner = hull.dropFirst(dimension + 1).reduce(1) { $0 * $1.count }
        let outer = hull.prefix(dimension).reduce(1) { $0 * $1.count }
        guard bytes.count == outer * width * inner else { return nil }
        return (0..<outer).flatMap { row in
            (0..<inner).map { column in
                let letters = (0..<width).map { bytes[(row * width + $0) * inner + column] }
                return StoredTexts.text(letters[...])
            }
        }
    }

    /// Those at the wanted indices.
    private static func picked(
        _ texts: [String],
        _ wanted: [[IndexRange]],
        _ hull: [Range<Int>]
    ) throws -> [String] {
        guard texts.count == hull.reduce(1, { $0 * $1.count }) else { throw Failure.defect }
        var places = [0]
        for (ranges, range) in zip(wanted, hull) {
            let indices = ranges.flatMap { run in (0..<run.count).map { run[$0] - range.lowerBound } }
            places = places.flatMap { place in indices.map { place * range.count + $0 } }
        }
        return places.map { texts[$0] }
    }
}
