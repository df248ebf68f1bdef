internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import Maps

/// What a plot is of: the layers, their cells, and the plans that read them.
struct PlotSubject: Sendable {
    /// One layer with what is read of it.
    struct Layer: Sendable {
        let variable: Variable
        let style: LayerStyle
        /// The cells of a line; nil under a pixel.
        let along: CellsAlong?
    }

    let operation: PlotOperation
    let dataset: Dataset
    let layers: [Layer]
    let list: CoverageList
    let warnings: [String]

    /// More lines on one plot are told apart by nobody.
    static let mostLines = 20
    private static let names = CustomDimensionNames(reserved: [])

    /// - Throws: as `MapParameters`; `InvalidPoint` where no layer has a cell under the pixel, or along the line.
    init(
        _ operation: PlotOperation,
        _ parameters: WMSParameters,
        _ dataset: Dataset,
        _ settings: WMSSettings,
        address: String,
        context: WorkContext
    ) throws {
        (self.operation, self.dataset) = (operation, dataset)
        let asked =
            operation.isAlongLine
            ? try Self.line(operation, parameters, dataset, settings, context)
            : try Self.pixel(operation, parameters, dataset, settings, context)
        layers = asked.layers
        warnings = asked.warnings
        list =
            operation.isAlongLine
            ? CoverageList(asked.lines, address: address, names: Self.names)
            : CoverageList(asked.plans, address: address, names: Self.names)
        guard !list.isEmpty else { throw Self.nothing(operation) }
        try Self.checkSum(of: list.plans, dataset)
    }

    private struct Asked {
        var layers: [Layer] = []
        var plans: [LocatedPlan] = []
        var lines: [CoverageLine] = []
        var warnings: [String] = []
    }

    private static func nothing(_ operation: PlotOperation) -> WMSError {
        let place = operation.isAlongLine ? "LINESTRING meets" : "The pixel lies in"
        return WMSError(.invalidPoint, "\(place) no cell of the layers asked for.")
    }

    // Under a pixel.

    private static func pixel(
        _ operation: PlotOperation,
        _ parameters: WMSParameters,
        _ dataset: Dataset,
        _ settings: WMSSettings,
        _ context: WorkContext
    ) throws -> Asked {
        // The last of several values is the map's.
        let map = try MapParameters(parameters, dataset: dataset, settings: settings)
        try dataset.limits.check(map.request.target)
        let (column, row) = try FeatureInfoAnswer.pixel(parameters, of: map.request.target)
        let queried =
            try parameters["QUERY_LAYERS"] == nil
            ? map.variables
            : MapLayers.list("QUERY_LAYERS", parameters, in: dataset, most: settings.layerLimit)
        var asked = Asked()
        for variable in queried {
            try context.check()
            let number = try FeatureInfoAnswer.position(of: variable, in: map)
            let layer = map.request.layers[number]
            try layer.variable.checkPlotted()
            let slice = try dataset.slice(of: layer.variable, selectors: layer.selectors, level: layer.level)
            guard let grid = slice.grid,
                let cell = grid.cell(under: map.request.target, column: column, row: row),
                let centre = grid.centre(of: cell)
            else { continue }
            let question = try PlotQuestion(operation, parameters, layer, map.selections[number])
            // Cells that move are looked for at each of their times.
            let isStill = layer.variable.grid.map { $0.hasSameCells(as: grid) } ?? true
            let place: Place =
                isStill
                ? .cells(CellSet(cell, centre: centre))
                : .point(longitude: centre.longitude, latitude: centre.latitude)
            let plan = try dataset.bind(question.query(at: place), context: context)
            guard !plan.parts.isEmpty else { continue }
            asked.layers.append(Layer(variable: layer.variable, style: layer.style, along: nil))
            asked.plans.append(LocatedPlan(place: place, plan: plan))
            asked.warnings += question.warnings(map.selections[number], slice)
        }
        return asked
    }

    // Along a line.

    private static func line(
        _ operation: PlotOperation,
        _ parameters: WMSParameters,
        _ dataset: Dataset,
        _ settings: WMSSettings,
        _ context: WorkContext
    ) throws -> Asked {
        let named = try LayerParameters(parameters, dataset: dataset, settings: settings)
        let line = try LineTarget(parameters, dataset: dataset, settings: settings)
        let selected = try named.selected(parameters, in: dataset)
        var asked = Asked()
        for (layer, selections) in zip(selected.layers, selected.selections) {
            try context.check()
            guard layer.level == nil else {
                throw WMSError(
                    .invalidDimensionValue,
                    "Along a line levels are asked by their own numbers, without DIM_VERTICAL."
                )
            }
            try layer.variable.checkPlotted()
            let slice = try dataset.slice(of: layer.variable, selectors: layer.selectors)
            guard let grid = slice.grid else { continue }
            let along = CellsAlong(line, of: grid)
            guard !along.stays.isEmpty else { continue }
            let question = try PlotQuestion(operation, parameters, layer, selections)
            var stretches: [CoverageLine.Stretch] = []
            for (cells, positions) in along.stretches(of: grid) {
                try context.check()
                let plan = try dataset.bind(question.query(at: .cells(cells)), context: context)
                guard plan.parts.count == 1 else {
                    throw Failure.unsupported(
                        reason: "Of '\(layer.variable.name)' one time at once has a plot along a line"
                    )
                }
                stretches.append(CoverageLine.Stretch(plan: plan, positions: positions))
            }
            asked.layers.append(Layer(variable: layer.variable, style: layer.style, along: along))
            asked.lines.append(CoverageLine(stretches, places: along.stays.map(\.centre)))
            asked.warnings += question.warnings(selections, slice)
        }
        return asked
    }

    /// Each plan has passed the limits alone; all must pass them together.
    private static func checkSum(of plans: [ReadPlan], _ dataset: Dataset) throws(Failure) {
        let cost = plans.reduce(ReadCost()) { $0 + $1.cost }
        for name in [Limits.Name.chunks, .decodedBytes, .fetchedBytes, .outputCells, .outputBytes, .seconds] {
            guard let requested = cost[name], requested > dataset.limits[name] else { continue }
            throw .tooLarge(
                limit: name,
                allowed: dataset.limits[name],
                requested: requested,
                advice: "Ask for fewer layers, times or levels, or a shorter line."
            )
        }
    }
}

extension LineTarget {
    /// LINESTRING: `x y,x y,…` in the reference system of the request, its axes in the order that a BBOX has.
    fileprivate init(_ parameters: WMSParameters, dataset: Dataset, settings: WMSSettings) throws {
        let version = parameters.version
        let crs = try OfferedSystems(systems: settings.systems, dataset: dataset, version: version)
            .named(parameters.required(version.crsParameter))
        let isSwapped = crs.isSwapped(in: version)
        let text = try parameters.required("LINESTRING")
        let most = dataset.limits.vertices
        let items = text.utf8.split(
            separator: UInt8(ascii: ","),
            maxSplits: most,
            omittingEmptySubsequences: false
        )
        guard items.count <= most else {
            throw WMSError(nil, "LINESTRING has more than \(most) corners.", status: 413)
        }
        var corners: [Corner] = []
        for item in items {
            let numbers = Substring(item).split(separator: " ").map { DecimalNumber.number($0) }
            guard numbers.count == 2, let first = numbers[0], let second = numbers[1],
                abs(first) < 1e9, abs(second) < 1e9
            else { throw Self.refusal(text) }
            corners.append(isSwapped ? Corner(x: second, y: first) : Corner(x: first, y: second))
        }
        guard corners.count >= 2, Set(corners).count >= 2 else { throw Self.refusal(text) }
        self.init(system: crs.system, corners: corners)
    }

    private static func refusal(_ text: String) -> WMSError {
        WMSError(
            nil,
            "LINESTRING='\(text.prefix(120))' is not understood: expected 'x y,x y', two different corners or more."
        )
    }
}
