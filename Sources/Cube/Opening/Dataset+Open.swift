internal import CF
package import Execution
internal import JSON
package import Zarr

extension Dataset {
    /// Understands a group: finds axes and variables and reads the coordinates.
    ///
    /// `ancestors` are the groups above, nearest first, where references may point to. Throws `Failure` when the store
    /// fails; a variable with bad metadata, or a damaged coordinate, only spoils itself and is reported in `findings`.
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
        let budget = OpeningBudget(
            datasetName: address.text,
            limits: limits,
            ledger: resources.ledger,
            context: context
        )
        var builder = DatasetBuilder(group, ancestors: ancestors, budget: budget)
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
            unreadable: builder.unreadable,
            arrays: builder.arrays.own,
            texts: builder.arrays.ownTexts,
            inherited: Inheritance(builder.arrays, ancestors: ancestors),
            groups: group.groups.map(\.name).filter(DisplayText.isName),
            findings: builder.findings + budget.findings + findings(about: group, at: address),
            limits: limits,
            policy: policy,
            resources: resources,
            coordinates: budget.memory
        )
    }
}

extension Dataset {
    /// What of the groups below is reached otherwise than one might expect.
    private static func findings(about group: ZarrGroup, at address: DatasetAddress) -> [Finding] {
        let names = group.groups.map(\.name)
        let excess = HierarchyBounds.excess(of: group)
        let hidden = names.filter { !DatasetAddress.isGroupName($0) }.map {
            Finding(
                subject: $0,
                problem: DisplayText.isName($0)
                    ? .noAddress(isInDMR: excess == nil) : .nameTooLong(bytes: $0.utf8.count)
            )
        }
        guard let excess else { return hidden }
        let problem = MetadataProblem.hierarchyTooLarge(
            groups: excess.groups,
            arrays: excess.arrays,
            levels: excess.levels,
            bounds: HierarchyBounds.text
        )
        return hidden + [Finding(subject: address.text, problem: problem)]
    }
}

/// What the valid times of a variable are made of: dimensions of times, runs and leads, and runs of one value.
private struct ForecastKey: Hashable {
    let axes: [String]
    let runs: [String?]
}

/// Collects what one opening finds out.
private struct DatasetBuilder {
    let arrays: ArrayCatalogue
    private let holders: CoordinateVariables
    private let reader: CoordinateReader
    private let labels: LabelReader
    private let group: CFAttributes
    private var scalars: ScalarReader
    private var built: [String: AxisBuilder.Built] = [:]
    private var forecasts: [ForecastKey: ForecastTimes?] = [:]
    private let budget: OpeningBudget
    private(set) var axes: [Axis] = []
    /// What is damaged along a dimension, by its name.
    private var damages: [String: DamagedCoordinate] = [:]
    private(set) var unreadable: [UnreadableVariable] = []
    private(set) var findings: [Finding]
    private var known: Set<Finding> = []

    init(_ group: ZarrGroup, ancestors: [ZarrGroup], budget: OpeningBudget) {
        self.budget = budget
        arrays = ArrayCatalogue(group, ancestors: ancestors)
        holders = CoordinateVariables(arrays)
        reader = CoordinateReader(budget: budget)
        labels = LabelReader(arrays: arrays, budget: budget)
        scalars = ScalarReader(arrays: arrays, reader: reader)
        self.group = CFAttributes(group.attributes)
        findings = arrays.findings
    }

    mutating func variables() throws -> [Variable] {
        let classification = Classification(arrays)
        let positions = holders.names
        let data = arrays.own.filter { classification.isData($0) && !positions.contains($0.name) }
        let wanted = CoordinatesAhead.wanted(for: data, arrays, holders)
        try reader.ahead.read(wanted, thenOf: data, budget: budget)
        return try data.compactMap { stored in
            do {
                return try variable(stored)
            } catch let damage as DamagedCoordinate {
                unreadable.append(
                    UnreadableVariable(stored: stored, coordinate: damage.name, failure: damage.failure)
                )
                try showOthers(of: stored)
                return nil
            }
        }
    }

    /// Lists the axes of a variable that are not damaged themselves.
    private mutating func showOthers(of stored: StoredVariable) throws {
        for dimension in stored.dimensions {
            do {
                _ = try axis(dimension)
            } catch is DamagedCoordinate {}
        }
    }

    private mutating func variable(_ stored: StoredVariable) throws -> Variable {
        try Failure.translating(dataset: budget.datasetName, context: budget.context) {
            try budget.context.check()
        }
        let attributes = CFAttributes(stored.attributes)
        var parts: [AxisBuilder.Built] = []
        for dimension in stored.dimensions { parts.append(try axis(dimension)) }
        var axes = Self.distinct(parts.map(\.axis))
        let place = try grid(stored, axes, parts)
        findings += stored.dimensions.compactMap { gathering(stored, $0) }
        if place == nil, let problem = transform(stored, attributes, axes) {
            findings.append(Finding(subject: stored.name, problem: problem))
        }
        if let place {
            for axis in [place.x, place.y] { show(axis) }
            axes = axes.map { $0.name == place.x.name ? place.x : $0.name == place.y.name ? place.y : $0 }
        }
        let packing = Packing(type: stored.dataType, attributes: attributes, masksInvalid: true) { problem in
            findings.append(Finding(subject: stored.name, problem: MetadataProblem(problem)))
        }
        if let fill = DefaultFill.unmarked(in: stored) {
            findings.append(Finding(subject: stored.name, problem: .unmarkedFill(fill)))
        }
        let held = try scalars.scalars(of: stored)
        return Variable(
            stored: stored,
            axes: axes,
            grid: place?.grid,
            packing: packing,
            units: attributes.text("units"),
            standardName: attributes.text("standard_name"),
            longName: attributes.text("long_name"),
            scalars: held,
            forecast: try forecast(axes, held)
        )
    }

    /// The valid times of runs and leads, made once for all variables on them.
    private mutating func forecast(_ axes: [Axis], _ scalars: [ScalarCoordinate]) throws -> ForecastTimes? {
        let names = axes.filter { [.lead, .referenceTime, .time].contains($0.role) }.map(\.name)
        guard axes.contains(where: { $0.role == .lead }) else { return nil }
        let runs = scalars.filter { $0.role == .referenceTime }.map(\.text)
        let key = ForecastKey(axes: names, runs: runs)
        if let known = forecasts[key] { return known }
        let number = forecasts.values.count { $0 != nil }
        let fits = try budget.hold(ForecastTimes.bytes(of: axes), for: ForecastTimes.axisName)
        let made = fits ? ForecastTimes(axes: axes, scalars: scalars, number: number) : nil
        forecasts[key] = .some(made)
        return made
    }

    /// A transform that places nothing, of a variable that has no place otherwise.
    private func transform(
        _ stored: StoredVariable,
        _ attributes: CFAttributes,
        _ axes: [Axis]
    ) -> MetadataProblem? {
        guard stored.dimensions.count >= 2 else { return nil }
        let mapping = attributes.names("grid_mapping").first.flatMap { name in
            arrays.attributes(of: name.hasSuffix(":") ? String(name.dropLast()) : name)
        }
        let found = AffineAxes.found(variable: attributes, group: group, mapping: mapping)
        switch found {
        case .unusable(let attribute, let isRotated)?:
            return .unusableTransform(attribute: attribute, isRotated: isRotated)
        case .axes(let transform)?:
            let counts = { (role: Axis.Role) in axes.first { $0.role == role }?.count }
            guard let x = counts(.x), let y = counts(.y),
                transform.x(count: x) == nil || transform.y(count: y) == nil
            else { return nil }
            return .overflowingTransform(attribute: transform.attribute)
        case nil: return nil
        }
    }

    /// Positions that only a grid knows stand for those of their dimension in lists, the first grid's where there are
    /// several.
    private mutating func show(_ axis: Axis) {
        guard let index = axes.firstIndex(where: { $0.name == axis.name }), !axes[index].hasCoordinates else {
            return
        }
        axes[index] = axis
    }

    /// A dimension whose positions are numbers of cells (CF 1.11, section 8.2).
    private func gathering(_ stored: StoredVariable, _ dimension: StoredVariable.Dimension) -> Finding? {
        guard let list = arrays[dimension.name], list.dimensions == [dimension] else { return nil }
        let axes = CFAttributes(list.attributes).names("compress")
        guard !axes.isEmpty else { return nil }
        return Finding(subject: stored.name, problem: .gathered(dimension: dimension.name, axes: axes))
    }

    private mutating func axis(_ dimension: StoredVariable.Dimension) throws -> AxisBuilder.Built {
        if let known = built[dimension.name] { return known }
        if let damage = damages[dimension.name] { throw damage }
        var reports: [Finding] = []
        let builder = AxisBuilder(arrays: arrays, holders: holders, reader: reader, labels: labels) {
            reports.append($0)
        }
        let made: AxisBuilder.Built
        do {
            made = try builder.axis(for: dimension)
        } catch let damage as DamagedCoordinate {
            damages[dimension.name] = damage
            throw damage
        }
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

    /// The grid on the dimensions that play x and y; nil where one of them is missing.
    private mutating func grid(
        _ stored: StoredVariable,
        _ axes: [Axis],
        _ parts: [AxisBuilder.Built]
    ) throws -> GridBuilder.Result? {
        guard let x = axes.firstIndex(where: { $0.role == .x }),
            let y = axes.firstIndex(where: { $0.role == .y })
        else {
            return nil
        }
        var reports: [Finding] = []
        let builder = GridBuilder(arrays: arrays, reader: reader, group: group) { problem in
            reports.append(Finding(subject: stored.name, problem: problem))
        }
        let result = try builder.grid(of: stored, x: parts[x], y: parts[y])
        findings += reports.filter { known.insert($0).inserted }
        return result
    }
}
