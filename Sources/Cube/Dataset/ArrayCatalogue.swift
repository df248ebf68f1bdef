internal import JSON
internal import Zarr

/// The arrays of a group with their dimensions named, and of its ancestors for references upwards.
///
/// A name is looked up in the group itself, then upwards (CF 1.11, section 2.7).
struct ArrayCatalogue {
    /// The group's own arrays in document order.
    let own: [StoredVariable]
    /// Everything that can be referred to, by name.
    let all: [StoredVariable]
    /// Arrays of texts, the group's own and those above it: labels, and no data.
    let texts: [StoredVariable]
    /// The group's own of them, as they are served by index.
    let ownTexts: [StoredVariable]
    /// Names in any `coordinates` attribute.
    let listed: Set<String>
    /// Dimensions of arrays of numbers; those of letters alone are not among them.
    let numericDimensions: Set<String>
    /// The arrays of one dimension, by that dimension.
    let alongOneDimension: [String: [StoredVariable]]
    /// Longitudes and latitudes over two dimensions, by these.
    let placesAlong: [Set<String>: [StoredVariable]]
    /// Arrays of texts by each of their dimensions.
    let textsAlong: [String: [StoredVariable]]
    private let byName: [String: StoredVariable]
    /// Attributes of what cannot be read as numbers: a grid mapping of texts is all attributes.
    private let unreadable: [String: JSONObject]
    private(set) var findings: [Finding] = []

    /// As many as NumPy has, and more than any reader of the formats that are served; what walks over pairs of
    /// dimensions stays quick.
    private static let mostDimensions = 64

    init(_ group: ZarrGroup, ancestors: [ZarrGroup]) {
        var namer = DimensionNamer()
        let isUsable = { (array: ZarrArray) in array.metadata.rank <= Self.mostDimensions }
        let inherited = ancestors.flatMap(\.arrays).filter(isUsable)
        let others = (group.others + ancestors.flatMap(\.others)).filter {
            $0.metadata.element.isReadAsText && isUsable($0)
        }
        for array in group.arrays.filter(isUsable) + inherited + others { namer.learn(array.metadata) }
        var findings = group.arrays.filter { !isUsable($0) }.map {
            Finding(subject: $0.metadata.name, problem: .tooManyDimensions($0.metadata.rank))
        }
        let name = { (array: ZarrArray) -> StoredVariable in
            let (dimensions, finding) = namer.dimensions(of: array.metadata)
            if let finding { findings.append(finding) }
            return StoredVariable(
                name: array.metadata.name,
                dimensions: dimensions,
                dataType: array.metadata.dataType,
                attributes: TimeTypeAttributes.completed(
                    FillValueAttribute.normalised(array.metadata),
                    array.metadata.element
                ),
                array: array
            )
        }
        own = group.arrays.filter(isUsable).map(name)
        let upwards = inherited.map(name)
        byName = Dictionary((own + upwards).map { ($0.name, $0) }, uniquingKeysWith: { nearer, _ in nearer })
        all = byName.values.sorted { $0.name < $1.name }
        texts = others.map(name).sorted { $0.name < $1.name }
        listed = Set(
            (all + texts).flatMap { CFAttributes($0.attributes).names("coordinates") }
        )
        let numeric = Set(all.flatMap { $0.dimensions.map(\.name) })
        numericDimensions = numeric
        let names = Set(group.others.map(\.metadata.name))
        ownTexts = others.prefix { names.contains($0.metadata.name) }.map(name)
            .map { $0.asTexts(numericDimensions: numeric) }.sorted { $0.name < $1.name }
        alongOneDimension = Dictionary(grouping: all.filter { $0.dimensions.count == 1 }) {
            $0.dimensions[0].name
        }
        let places = all.filter { array in
            guard array.dimensions.count == 2 else { return false }
            let meaning = AxisEvidence.of(array)?.meaning
            return meaning == .longitude || meaning == .latitude
        }
        placesAlong = Dictionary(grouping: places) { Set($0.dimensions.map(\.name)) }
        textsAlong = texts.reduce(into: [:]) { along, array in
            for name in Set(array.dimensions.map(\.name)) { along[name, default: []].append(array) }
        }
        let unusable = group.unusable + ancestors.flatMap(\.unusable)
        unreadable = Dictionary(
            unusable.map { ($0.name, $0.attributes) },
            uniquingKeysWith: { nearer, _ in nearer }
        )
        self.findings =
            findings
            + group.unusable.map { Finding(subject: $0.name, problem: .unusable(reason: "\($0.error)")) }
    }

    /// The attributes of the array that a reference means, also of one whose values cannot be read.
    func attributes(of reference: String) -> CFAttributes? {
        if let variable = self[reference] { return CFAttributes(variable.attributes) }
        let name = reference.split(separator: "/").last.map(String.init) ?? reference
        return unreadable[name].map(CFAttributes.init)
    }

    /// Whether there is an array of that name, one that cannot be read included.
    func knows(_ reference: String) -> Bool { attributes(of: reference) != nil }

    /// The array that a reference means; absolute paths are taken by their last part.
    subscript(reference: String) -> StoredVariable? {
        byName[reference] ?? reference.split(separator: "/").last.flatMap { byName[String($0)] }
    }

}

extension ElementType {
    /// Texts, and bytes that may be some.
    fileprivate var isReadAsText: Bool {
        switch self {
        case .fixedBytes, .fixedText, .text: true
        default: false
        }
    }
}

/// Gives every dimension one name and one length; arrays that disagree get names of their own.
private struct DimensionNamer {
    private var sizes: [String: Int] = [:]

    /// Coordinate variables decide a dimension's length; otherwise the first array that has it.
    mutating func learn(_ metadata: ArrayMetadata) {
        guard metadata.dimensionNames.count == metadata.rank else { return }
        let isCoordinate = metadata.rank == 1 && metadata.dimensionNames[0] == metadata.name
        for (name, size) in zip(metadata.dimensionNames, metadata.shape) {
            guard let name, !name.isEmpty else { continue }
            if isCoordinate || sizes[name] == nil { sizes[name] = size }
        }
    }

    func dimensions(of metadata: ArrayMetadata) -> ([StoredVariable.Dimension], Finding?) {
        let given =
            metadata.dimensionNames.count == metadata.rank
            ? metadata.dimensionNames : [String?](repeating: nil, count: metadata.rank)
        let names = given.map { $0.flatMap { $0.isEmpty ? nil : $0 } }
        let named = names.compactMap { $0 }
        let fits = zip(names, metadata.shape).allSatisfy { name, size in
            name.map { sizes[$0] == size } ?? true
        }
        let isSound = fits && Set(named).count == named.count
        let dimensions = zip(names, metadata.shape).enumerated().map { index, pair in
            let fallback = "\(metadata.name)_dim_\(index)"
            return StoredVariable.Dimension(name: isSound ? pair.0 ?? fallback : fallback, size: pair.1)
        }
        guard !isSound else { return (dimensions, nil) }
        return (dimensions, Finding(subject: metadata.name, problem: .dimensionsDisagree(names: named)))
    }
}
