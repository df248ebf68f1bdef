internal import CF
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
    /// Those of the groups above, as they are served by index; names of the group's own hide theirs.
    let upwards: [StoredVariable]
    /// Names in any `coordinates` attribute.
    let listed: Set<String>
    /// Dimensions of arrays of numbers; those of letters alone are not among them.
    let numericDimensions: Set<String>
    /// The arrays of one dimension, by that dimension.
    let alongOneDimension: [String: [StoredVariable]]
    /// Longitudes and latitudes over two dimensions, by these.
    let placesAlong: [Set<String>: [StoredVariable]]
    /// Arrays that lie on a mesh, by its name.
    let onMeshes: [String: [StoredVariable]]
    /// Arrays of texts by each of their dimensions.
    let textsAlong: [String: [StoredVariable]]
    private let byName: [String: StoredVariable]
    /// Attributes of what cannot be read as numbers: a grid mapping of texts is all attributes.
    private let unreadable: [String: JSONObject]
    private(set) var findings: [Finding] = []
    /// What all longitudes count from.
    let meridian: GroupMeridian
    /// What the group's attributes say of y and x.
    let spatial: SpatialDimensions

    init(_ group: ZarrGroup, ancestors: [ZarrGroup]) {
        let groupAttributes = CFAttributes(group.attributes)
        spatial = SpatialDimensions(
            group.arrays.map { CFAttributes($0.metadata.attributes) } + [groupAttributes]
        )
        let told = NamesToTell([group] + ancestors)
        var namer = DimensionNamer(group: groupAttributes, told: told)
        let (arrays, odd) = Self.usable(group.arrays)
        let inherited = Self.usable(ancestors.flatMap(\.arrays)).sound.filter(told.isSeen)
        let ownOthers = Self.usable(group.others).sound.filter(\.metadata.element.isReadAsText)
        let inheritedOthers = Self.usable(ancestors.flatMap(\.others)).sound
            .filter { $0.metadata.element.isReadAsText && told.isSeen($0) }
        // A group's own dimensions come first: those above count where it has none of the name (CF 1.11, section 2.7).
        namer.learn(arrays + ownOthers)
        for ancestor in ancestors { namer.learn(Self.usable(ancestor.arrays).sound) }
        namer.learn(inheritedOthers)
        var findings: [Finding] = odd + told.findings
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
        let stored = arrays.map(name)
        let texts = ownOthers.map(name)
        // What is odd above is said there.
        let ownFindings = findings
        let storedAbove = inherited.map(name)
        let unusable = group.unusable + ancestors.flatMap(\.unusable)
        unreadable = Self.byName(unusable.map { ($0.name, $0.attributes) })
        let known = Self.byName((stored + storedAbove).map { ($0.name, $0) })
        let meridian = GroupMeridian(known) { [unreadable] name in
            (known[name]?.attributes ?? unreadable[name]).map(CFAttributes.init)
        }
        self.meridian = meridian
        own = stored.map(meridian.applied)
        let above = storedAbove.map(meridian.applied)
        byName = known.mapValues(meridian.applied)
        all = byName.values.sorted { $0.name < $1.name }
        let textsAbove = inheritedOthers.map(name)
        self.texts = (texts + textsAbove).sorted { $0.name < $1.name }
        listed = Set(
            (all + self.texts).flatMap { CFAttributes($0.attributes).names("coordinates") }
        )
        let numeric = Set(all.flatMap { $0.dimensions.map(\.name) })
        numericDimensions = numeric
        ownTexts = texts.map { $0.asTexts(numericDimensions: numeric) }.sorted { $0.name < $1.name }
        var hidden = Set((self.own + texts).map(\.name))
        upwards = (above + textsAbove.map { $0.asTexts(numericDimensions: numeric) })
            .filter { hidden.insert($0.name).inserted }
        alongOneDimension = Dictionary(grouping: all.filter { $0.dimensions.count == 1 }) {
            $0.dimensions[0].name
        }
        let places = all.filter { array in
            guard array.dimensions.count == 2 else { return false }
            let meaning = AxisEvidence.of(array)?.meaning
            return meaning == .longitude || meaning == .latitude
        }
        placesAlong = Dictionary(grouping: places) { Set($0.dimensions.map(\.name)) }
        onMeshes = all.reduce(into: [:]) { meshes, array in
            guard let mesh = CFAttributes(array.attributes).text("mesh") else { return }
            meshes[mesh, default: []].append(array)
        }
        textsAlong = self.texts.reduce(into: [:]) { along, array in
            for name in Set(array.dimensions.map(\.name)) { along[name, default: []].append(array) }
        }
        // No service computes with texts, but by index they are served.
        let areTexts = Set(ownTexts.map(\.name))
        self.findings =
            ownFindings + (self.own + ownTexts).compactMap(\.emptiness)
            + group.unusable.filter { !areTexts.contains($0.name) }.map {
                Finding(subject: $0.name, problem: .unusable(reason: "\($0.error)", .init($0.error)))
            }
    }

    /// What is nearest to the data of each name.
    private static func byName<Value>(_ pairs: [(String, Value)]) -> [String: Value] {
        Dictionary(pairs, uniquingKeysWith: { nearer, _ in nearer })
    }

    /// The arrays whose names are of a length that can be served, and findings about the others.
    private static func usable(_ arrays: [ZarrArray]) -> (sound: [ZarrArray], findings: [Finding]) {
        var (sound, findings): ([ZarrArray], [Finding]) = ([], [])
        for array in arrays {
            let name = array.metadata.name
            if DisplayText.isName(name) {
                sound.append(array)
            } else {
                findings.append(Finding(subject: name, problem: .nameTooLong(bytes: name.utf8.count)))
            }
        }
        return (sound, findings)
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
    var isReadAsText: Bool {
        switch self {
        case .fixedBytes, .fixedText, .text: true
        default: false
        }
    }
}

/// Gives every dimension one name and one length; arrays that disagree get names of their own.
private struct DimensionNamer {
    private let group: CFAttributes
    private let told: NamesToTell
    private var sizes: [String: Int] = [:]

    init(group: CFAttributes, told: NamesToTell) {
        self.group = group
        self.told = told
    }

    /// Learns the lengths of one group's dimensions: coordinate variables decide, otherwise the first array that has it;
    /// what was learnt before stays.
    mutating func learn(_ arrays: [ZarrArray]) {
        var found: [String: Int] = [:]
        for metadata in arrays.map(\.metadata) {
            let names = names(of: metadata)
            let isCoordinate = metadata.rank == 1 && names.first == metadata.name
            for (name, size) in zip(names, metadata.shape) {
                guard let name else { continue }
                if isCoordinate || found[name] == nil { found[name] = size }
            }
        }
        sizes.merge(found) { nearer, _ in nearer }
    }

    /// One name, or nil, for each dimension: the array's own, else what the `spatial:` convention says.
    private func names(of metadata: ArrayMetadata) -> [String?] {
        let given =
            metadata.dimensionNames.count == metadata.rank
            ? metadata.dimensionNames : [String?](repeating: nil, count: metadata.rank)
        let names = given.map { $0.flatMap { isUsable($0) ? $0 : nil } }
        guard names.allSatisfy({ $0 == nil }), given.allSatisfy({ $0?.isEmpty ?? true }) else { return names }
        let spatial = SpatialDimensions([CFAttributes(metadata.attributes), group])
        return spatial.names(for: metadata.shape) ?? names
    }

    private func isUsable(_ name: String) -> Bool {
        !name.isEmpty && DisplayText.isName(name) && told.problem(ofDimension: name) == nil
    }

    func dimensions(of metadata: ArrayMetadata) -> ([StoredVariable.Dimension], Finding?) {
        let names = names(of: metadata)
        if let long = metadata.dimensionNames.compactMap({ $0?.utf8.count }).max(), long > DisplayText.maxName
        {
            let finding = Finding(subject: metadata.name, problem: .nameTooLong(bytes: long))
            return (fallback(names, metadata), finding)
        }
        let equivalent = metadata.dimensionNames.lazy.compactMap { $0 }.compactMap(told.problem(ofDimension:))
            .first
        if let equivalent {
            let finding = Finding(subject: metadata.name, problem: equivalent)
            return (fallback(names, metadata), finding)
        }
        let named = names.compactMap { $0 }
        let fits = zip(names, metadata.shape).allSatisfy { name, size in
            name.map { sizes[$0] == size } ?? true
        }
        let isSound = fits && Set(named).count == named.count
        guard !isSound else { return (fallback(names, metadata), nil) }
        let dimensions = fallback(names.map { _ in nil }, metadata)
        return (dimensions, Finding(subject: metadata.name, problem: .dimensionsDisagree(names: named)))
    }

    /// Dimensions by their names; those without one are named for the array.
    private func fallback(_ names: [String?], _ metadata: ArrayMetadata) -> [StoredVariable.Dimension] {
        zip(names, metadata.shape).enumerated().map { index, pair in
            StoredVariable.Dimension(name: pair.0 ?? "\(metadata.name)_dim_\(index)", size: pair.1)
        }
    }
}

extension StoredVariable {
    /// A finding about an array without a cell.
    fileprivate var emptiness: Finding? {
        let empty = dimensions.filter { $0.size == 0 }.map(\.name)
        return empty.isEmpty ? nil : Finding(subject: name, problem: .noCells(dimensions: empty))
    }
}
