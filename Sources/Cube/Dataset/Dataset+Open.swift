package import Execution
internal import JSON
package import Zarr

extension Dataset {
    /// Understands a group: finds axes and variables and reads the coordinates.
    ///
    /// `ancestors` are the groups above, nearest first, where references may point to. Throws `Failure` when a
    /// coordinate cannot be read; a variable with bad metadata only spoils itself and is reported in `findings`.
    package static func open(
        _ group: ZarrGroup,
        ancestors: [ZarrGroup] = [],
        address: DatasetAddress,
        title: String?,
        summary: String?,
        version: DatasetVersion,
        limits: Limits,
        policy: Policy,
        resources: ReadingResources,
        context: WorkContext
    ) throws -> Dataset {
        var builder = DatasetBuilder(group, ancestors: ancestors, name: address.text, context: context)
        let variables = try builder.variables()
        let attributes = CFAttributes(group.attributes)
        return Dataset(
            address: address,
            title: title ?? attributes.text("title") ?? address.text,
            summary: summary ?? attributes.text("summary") ?? attributes.text("description"),
            attributes: group.attributes,
            version: version,
            axes: builder.axes,
            variables: variables,
            arrays: builder.arrays.own,
            findings: builder.findings,
            limits: limits,
            policy: policy,
            resources: resources
        )
    }
}

/// Collects what one opening finds out.
private struct DatasetBuilder {
    let arrays: ArrayCatalogue
    private let reader: CoordinateReader
    private var built: [String: AxisBuilder.Built] = [:]
    private(set) var axes: [Axis] = []
    private(set) var findings: [Finding]

    init(_ group: ZarrGroup, ancestors: [ZarrGroup], name: String, context: WorkContext) {
        arrays = ArrayCatalogue(group, ancestors: ancestors)
        reader = CoordinateReader(datasetName: name, context: context)
        findings = arrays.findings
    }

    mutating func variables() throws -> [Variable] {
        let classification = Classification(arrays)
        return try arrays.own.filter(classification.isData).map { try variable($0) }
    }

    private mutating func variable(_ stored: StoredVariable) throws -> Variable {
        let attributes = CFAttributes(stored.attributes)
        var parts: [AxisBuilder.Built] = []
        for dimension in stored.dimensions { parts.append(try axis(dimension)) }
        let axes = Self.distinct(parts.map(\.axis))
        let grid = grid(stored, attributes, parts)
        let packing = Packing(type: stored.dataType, attributes: attributes, masksInvalid: true) { text in
            findings.append(Finding(subject: stored.name, text: text))
        }
        return Variable(
            stored: stored,
            axes: axes,
            grid: grid,
            packing: packing,
            units: attributes.text("units"),
            standardName: attributes.text("standard_name"),
            longName: attributes.text("long_name")
        )
    }

    private mutating func axis(_ dimension: StoredVariable.Dimension) throws -> AxisBuilder.Built {
        if let known = built[dimension.name] { return known }
        var reports: [Finding] = []
        let builder = AxisBuilder(arrays: arrays, reader: reader) { reports.append($0) }
        let made = try builder.axis(for: dimension)
        findings += reports
        built[dimension.name] = made
        axes.append(made.axis)
        return made
    }

    /// Of two axes of one role in a variable the last with coordinates keeps it; the other is custom.
    private static func distinct(_ axes: [Axis]) -> [Axis] {
        axes.enumerated().map { index, axis in
            guard axis.role != .custom else { return axis }
            let rivals = axes.indices.filter { axes[$0].role == axis.role }
            let winner = rivals.last { axes[$0].hasCoordinates } ?? rivals.last
            return winner == index ? axis : axis.asCustom
        }
    }

    /// Longitude and latitude along two dimensions; none where two-dimensional coordinates say otherwise.
    private func grid(
        _ stored: StoredVariable,
        _ attributes: CFAttributes,
        _ parts: [AxisBuilder.Built]
    ) -> (any HorizontalGrid)? {
        let x = parts.last { $0.axis.role == .x && $0.isGeographic }
        let y = parts.last { $0.axis.role == .y && $0.isGeographic }
        guard let x, let y else { return nil }
        let isCurvilinear = attributes.names("coordinates").contains { name in
            guard let coordinate = arrays[name], coordinate.dimensions.count == 2 else { return false }
            let meaning = AxisEvidence.of(
                name: coordinate.name,
                attributes: CFAttributes(coordinate.attributes),
                isCoordinate: false
            )?.meaning
            return meaning == .longitude || meaning == .latitude
        }
        return isCurvilinear ? nil : RectilinearGrid(longitudes: x.axis.cells, latitudes: y.axis.cells)
    }
}
