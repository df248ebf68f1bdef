internal import Cube
internal import Failures
internal import Grids
internal import Maps

/// What a plot asks of one layer: the positions on each of its axes.
struct PlotQuestion {
    private let layer: MapRequest.Layer
    private let selectors: [AxisKey: AxisSelector]
    private let level: VerticalQuantity?
    /// The axes of which several positions may be meant.
    private let free: [Axis]

    /// - Throws: `WMSError` for a layer without what the operation runs along, and for more than a plot shows.
    init(
        _ operation: PlotOperation,
        _ parameters: WMSParameters,
        _ layer: MapRequest.Layer,
        _ selections: [DimensionSelection]
    ) throws {
        self.layer = layer
        var (selectors, free) = (layer.selectors, [Axis]())
        let dimensions = LayerDimension.all(of: layer.variable)
        let runsAlong: String? =
            switch operation {
            case .series: "time"
            case .profile, .section: "elevation"
            case .transect: nil
            }
        if let runsAlong, !dimensions.contains(where: { $0.name == runsAlong }) {
            throw WMSError(
                .layerNotQueryable,
                "\(operation.rawValue) is of layers with a dimension '\(runsAlong)': '\(layer.variable.name)' has none."
            )
        }
        for dimension in dimensions where ["time", "elevation"].contains(dimension.name) {
            let text = parameters[dimension.parameter]
            let isAlong = dimension.name == runsAlong
            // By height, depth or pressure levels are found where the cell is.
            if dimension.name == "elevation", layer.level != nil { continue }
            guard let text, text != "default" else {
                guard isAlong else { continue }
                selectors[.name(dimension.axis.name)] = .all
                free.append(dimension.axis)
                continue
            }
            let several = try SeveralPositions(text, of: dimension, parameter: dimension.parameter)
            // Beside what it runs along a line of its own for each; along a line the plot is of one time.
            if !isAlong, operation.isAlongLine || several.indices.count == 1 { continue }
            try Self.check(several, isAlong: isAlong, dimension)
            selectors[.name(dimension.axis.name)] = several.selector
            free.append(dimension.axis)
        }
        (self.selectors, self.free) = (selectors, free)
        let quantity = LevelParameters.quantity(parameters, besides: dimensions)
        level = layer.level?.quantity ?? (operation == .profile ? quantity : nil)
    }

    private static func check(_ several: SeveralPositions, isAlong: Bool, _ dimension: LayerDimension)
        throws(WMSError)
    {
        guard !isAlong, several.indices.count > PlotSubject.mostLines else { return }
        throw WMSError(
            .invalidDimensionValue,
            "\(dimension.parameter) means \(several.indices.count) positions: a plot has at most "
                + "\(PlotSubject.mostLines) lines for them.",
            status: 413
        )
    }

    func query(at place: Place) -> Query {
        let variable = layer.variable
        return Query(
            variables: [variable.name],
            selectors: selectors,
            others: .byDefault,
            place: place,
            units: variable.converted == nil ? .stored : .all(variable.units ?? ""),
            form: .coverages,
            vertical: level,
            levelMethod: layer.level?.method ?? .nearest
        )
    }

    /// Those of dimensions of which one position is meant.
    func warnings(_ selections: [DimensionSelection], _ slice: Slice) -> [String] {
        let fixed = selections.filter { selection in !free.contains { $0 === selection.dimension.axis } }
        return DimensionSelection.warnings([fixed], [slice])
    }
}
