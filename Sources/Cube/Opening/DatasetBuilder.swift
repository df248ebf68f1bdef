internal import CF
internal import Execution
internal import Failures
internal import Grids
internal import Zarr

/// Collects what one opening finds out.
struct DatasetBuilder {
    let arrays: ArrayCatalogue
    let holders: CoordinateVariables
    let reader: CoordinateReader
    let meshes: MeshCatalogue
    let labels: LabelReader
    let features: FeatureCatalogue
    let group: CFAttributes
    let grids: BuiltGrids
    let curvilinear: CurvilinearBuilder
    var scalars: ScalarReader
    private var built: [String: AxisBuilder.Built] = [:]
    private var forecasts: ForecastBuilder
    private let budget: OpeningBudget
    var axes: [Axis] = []
    /// What is damaged along a dimension, by its name.
    private var damages: [String: DamagedCoordinate] = [:]
    private(set) var unreadable: [UnreadableVariable] = []
    var findings: [Finding]
    /// What grids were found to lack, said once for all variables on them.
    var known: Set<Finding> = []

    init(_ group: ZarrGroup, ancestors: [ZarrGroup], budget: OpeningBudget) {
        self.budget = budget
        grids = BuiltGrids(budget)
        arrays = ArrayCatalogue(group, ancestors: ancestors)
        holders = CoordinateVariables(arrays)
        reader = CoordinateReader(budget: budget)
        labels = LabelReader(arrays: arrays, budget: budget)
        scalars = ScalarReader(arrays: arrays, reader: reader)
        self.group = CFAttributes(group.attributes)
        meshes = MeshCatalogue(arrays: arrays, reader: reader, group: self.group)
        curvilinear = CurvilinearBuilder(arrays, reader: reader, group: self.group)
        features = FeatureCatalogue(arrays: arrays, reader: reader, labels: labels, group: self.group)
        forecasts = ForecastBuilder(budget: budget)
        findings = arrays.findings
    }

    mutating func variables() throws -> [Variable] {
        let classification = Classification(arrays)
        let positions = holders.names
        let data = arrays.own.filter { classification.isData($0) && !positions.contains($0.name) }
        let wanted = CoordinatesAhead.wanted(
            for: data,
            arrays,
            holders,
            keepsIndexes: budget.indexes != nil
        )
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
        let told = findings.count
        var place = try grid(stored, axes, parts)
        let isTooLarge = findings[told...].contains(where: \.problem.isOfTooLargeGrid)
        let hasReason = isTooLarge || findings[told...].contains(where: \.problem.keepsPlaces)
        // Cells whose index was too large are no stations.
        if place == nil, !isTooLarge { place = try stations(stored, axes) }
        if place == nil { findings += stored.dimensions.compactMap { gathering(stored, $0) } }
        if place == nil, let problem = transform(stored, attributes, axes) {
            findings.append(Finding(subject: stored.name, problem: problem))
        }
        if place == nil, !hasReason, let problem = arrays.planeProblem(of: stored) {
            findings.append(Finding(subject: stored.name, problem: problem))
        }
        var stored = stored
        if let place {
            if let folded = place.folding?.folded(stored) {
                axes = place.folding?.axes(of: folded, axes) ?? axes
                stored = folded
            }
            for axis in place.axes { show(axis) }
            axes = axes.map { axis in place.axes.first { $0.name == axis.name } ?? axis }
        }
        let packing = Packing(type: stored.dataType, attributes: attributes, masksInvalid: true) { problem in
            findings.append(Finding(subject: stored.name, problem: MetadataProblem(problem)))
        }
        if let fill = DefaultFill.unmarked(in: stored) {
            findings.append(Finding(subject: stored.name, problem: .unmarkedFill(fill)))
        }
        let held = try scalars.scalars(of: stored)
        let made = Variable(
            stored: stored,
            axes: axes,
            grid: place?.grid,
            gridDimensions: place?.dimensions,
            packing: packing,
            units: attributes.text("units"),
            standardName: attributes.text("standard_name"),
            longName: attributes.text("long_name"),
            scalars: held,
            forecast: try forecasts.times(of: axes, held)
        )
        try reportLevels(of: made)
        return made
    }

    /// Features that stay where they are as a grid, where a dimension of the variable counts them and nothing else.
    private func stations(_ stored: StoredVariable, _ axes: [Axis]) throws -> GridBuilder.Result? {
        let hasPlane = axes.contains { [.x, .y].contains($0.role) }
        guard let (set, instance) = try features.features(of: stored, hasPlane: hasPlane), let instance,
            !set.layout.isRagged, axes[instance].role == .custom,
            let grid = try features.grid(of: set, grids)
        else { return nil }
        return GridBuilder.Result(grid: grid, dimensions: GridDimensions(row: nil, column: instance))
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
}
