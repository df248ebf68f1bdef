internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Finds and reads the texts along a dimension (CF 1.11, section 6.1; digest: cf.md, sections 1, 3.1 and 15).
struct LabelReader {
    let arrays: ArrayCatalogue
    let budget: OpeningBudget

    /// Texts of so many bytes together are no labels.
    private static let maxBytes = 16 << 20
    /// What a label takes beside its bytes: two texts, and its places in a list and a table.
    private static let bytesPerLabel = 96
    /// As many arrays are looked at for one dimension.
    private static let maxCandidates = 8

    /// What was found along a dimension.
    struct Found {
        let array: StoredVariable
        /// Nil for texts that name nothing: repeated or empty ones.
        let labels: AxisLabels?
        /// Those texts, where they are as many and as short as labels.
        var repeated: [String]?

        /// True for members of an ensemble by name.
        var areMembers: Bool {
            let name = CFAttributes(array.attributes).text("standard_name")
            return name == "realization" || name == "member"
        }
    }

    /// The texts that name the positions of a dimension: those of its namesake, else of an identifier, else of what is
    /// listed in `coordinates`, else of any other text array along it; the first that gives each position another one.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails.
    func labels(along dimension: StoredVariable.Dimension) throws -> Found? {
        let candidates = (arrays.textsAlong[dimension.name] ?? []).filter { lies($0, along: dimension) }
            .sorted {
                (rank($0, dimension), $0.name) < (rank($1, dimension), $1.name)
            }
        var repeated: (array: StoredVariable, texts: [String])?
        for array in candidates.prefix(Self.maxCandidates) {
            guard let texts = try read(array, along: dimension) else { continue }
            guard let labels = AxisLabels(checking: texts, variableName: array.name) else {
                if repeated == nil, AxisLabels.canBeShown(texts) { repeated = (array, texts) }
                continue
            }
            guard try budget.hold(Self.bytes(of: texts), for: array.name) else { return nil }
            return Found(array: array, labels: labels)
        }
        if let (array, texts) = repeated, try budget.hold(Self.bytes(of: texts), for: array.name) {
            return Found(array: array, labels: nil, repeated: texts)
        }
        return candidates.first.map { Found(array: $0, labels: nil) }
    }

    /// The texts of an array that names what a dimension counts, or of one that names a single thing, trimmed.
    ///
    /// - Returns: nil for more than labels can be, or another number.
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails.
    func names(
        of array: StoredVariable,
        along dimension: StoredVariable.Dimension?,
        count: Int
    ) throws -> [String]? {
        if let dimension, !lies(array, along: dimension) { return nil }
        let single = array.dimensions.first { $0.size == 1 } ?? .init(name: "", size: 1)
        let texts = try read(array, along: dimension ?? single)
        guard let texts, texts.count == count, try budget.hold(Self.bytes(of: texts), for: array.name) else {
            return nil
        }
        return texts
    }

    private static func bytes(of texts: [String]) -> Int {
        texts.reduce(0) { $0 + bytesPerLabel + 2 * $1.utf8.count }
    }

    /// One text a position, or a row of one-byte letters a position, whichever way the array lies.
    private func lies(_ array: StoredVariable, along dimension: StoredVariable.Dimension) -> Bool {
        guard array.dimensions.contains(dimension) else { return false }
        let others = array.dimensions.filter { $0 != dimension }
        if others.isEmpty { return true }
        guard others.count == 1, array.array.metadata.element == .fixedBytes(1) else { return false }
        return !arrays.numericDimensions.contains(others[0].name)
    }

    private func rank(_ array: StoredVariable, _ dimension: StoredVariable.Dimension) -> Int {
        if array.name == dimension.name { return 0 }
        if array.attributes["cf_role"] != nil { return 1 }
        if arrays.listed.contains(array.name) { return 2 }
        return array.attributes["standard_name"] != nil ? 3 : 4
    }

    /// Nil for more than labels can be.
    private func read(
        _ array: StoredVariable,
        along dimension: StoredVariable.Dimension
    ) throws -> [String]? {
        let metadata = array.array.metadata
        let read = PlannedRead(
            stored: array,
            variable: nil,
            ranges: array.shape.map { $0 == 0 ? [] : [IndexRange(0..<$0)] }
        )
        let cells = read.cells
        guard dimension.size <= AxisLabels.maxLabels, cells > 0, cells <= Self.maxBytes,
            cells <= Self.maxBytes / max(metadata.element.size ?? 1, 1), try budget.allows(read)
        else { return nil }
        var bytes: [UInt8] = []
        // The stored texts and those made of them, beside the chunks.
        let texts = 3 * min(cells * max(metadata.element.size ?? 64, 1), Self.maxBytes)
        try budget.reading(array, PlannedRead.sum(read.readingBytes, texts)) {
            try ArrayExport(array.array, ranges: array.shape.map { 0..<$0 }).write(context: budget.context) {
                piece in
                if bytes.count <= Self.maxBytes { bytes.append(contentsOf: piece) }
            }
        }
        guard bytes.count <= Self.maxBytes else { return nil }
        let areLetters = array.dimensions.count == 1 && !array.dimensions.contains(dimension)
        guard array.dimensions.count == 2 || areLetters else {
            return StoredTexts.texts(bytes, of: metadata.element, .trimmed)
        }
        return letters(bytes, array, dimension)
    }

    /// Rows of letters, or columns of them where the dimension comes second.
    private func letters(
        _ bytes: [UInt8],
        _ array: StoredVariable,
        _ dimension: StoredVariable.Dimension
    ) -> [String]? {
        let width = array.shape.reduce(1, *) / max(dimension.size, 1)
        guard bytes.count == width * dimension.size else { return nil }
        let isTransposed = array.dimensions.count == 2 && array.dimensions[0] != dimension
        return (0..<dimension.size).map { place in
            let row = (0..<width).map {
                bytes[isTransposed ? $0 * dimension.size + place : place * width + $0]
            }
            return StoredTexts.text(row[...], .trimmed)
        }
    }
}
