internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import JSON
internal import Maps

/// What ncWMS's clients want to know of a layer before they draw it (`item=layerDetails`).
struct LayerDetails {
    private let variable: Variable
    private let dataset: Dataset
    private let time: String?
    private let settings: WMSSettings
    /// Nil where values may not be handed over as JSON: its range tells of them.
    private let scale: LayerScale?
    private let box: MapExtent

    /// Levels of one axis that are listed.
    private static let mostLevels = 2000

    /// `time` is what the step that is told to be the nearest is near to; nil is what a picture without a time shows.
    ///
    /// - Throws: `Failure` or `Interruption` where the sample of values for its range cannot be read.
    init(
        _ variable: Variable,
        in dataset: Dataset,
        time: String?,
        ranges: DefaultRange,
        settings: WMSSettings,
        context: WorkContext
    ) throws {
        (self.variable, self.dataset, self.time, self.settings) = (variable, dataset, time, settings)
        scale =
            dataset.policy.allows(format: MetadataAnswer.mediaType)
            ? try LayerScale(variable, in: dataset, ranges: ranges, context: context) : nil
        box = try LayerDescription(variable, in: dataset).box
    }

    var json: JSONValue {
        var document = JSONObject([
            ("title", .string(variable.title)),
            ("label", .string(variable.title)),
            ("layerName", .string(variable.name)),
            ("abstract", .string(dataset.summary ?? "")),
            ("units", .string(variable.units ?? "")),
            ("bbox", .array([box.west, box.south, box.east, box.north].map { .number($0) })),
            ("scaleRange", scale.map { [.number($0.minimum), .number($0.maximum)] } ?? .null),
            ("numColorBands", JSONValue(ColourScale.bandCounts.upperBound)),
            ("supportedStyles", .array(styles.map { .string($0) })),
            ("palettes", .array(LayerScale.palettes.map { .string($0) })),
            ("defaultPalette", .string(scale?.palette ?? LayerScale.palettes.first ?? "")),
            ("aboveMaxColor", "extend"),
            ("belowMinColor", "extend"),
            ("noDataColor", "transparent"),
            ("logScaling", .bool(scale?.isLogarithmic ?? false)),
            ("queryable", true),
            ("downloadable", false),
            ("copyright", .string(settings.attribution?.title ?? "")),
            ("moreInfo", .string(settings.attribution?.url ?? "")),
            // What two variables are together is no variable whose values are plotted.
            ("supportsTimeseries", .bool(steps != nil && variable.part == nil)),
            ("supportsProfiles", .bool(levels != nil && variable.part == nil)),
            ("supportsTransects", .bool(variable.part == nil)),
        ])
        if let levels { document["zaxis"] = Self.zaxis(levels) }
        if let steps {
            document["timeAxisUnits"] = "ISO8601"
            document["nearestTimeIso"] = steps.nearest(to: time).map { .string($0) } ?? .null
            document["datesWithData"] = Self.dates(steps)
        }
        return .object(document)
    }

    /// The families of its styles, each of which takes a palette.
    private var styles: [String] {
        var families: [String] = []
        for (name, _) in LayerStyle.listed(of: variable) {
            let family =
                name == "default" ? LayerStyle.standard.familyName : String(name.prefix { $0 != "/" })
            if !families.contains(family) { families.append(family) }
        }
        return families
    }

    private var steps: StepFacts? { dimension("time").flatMap { StepFacts($0.axis) } }

    private var levels: Axis? { dimension("elevation")?.axis }

    private func dimension(_ name: String) -> LayerDimension? {
        LayerDimension.all(of: variable).first { $0.name == name }
    }

    private static func zaxis(_ axis: Axis) -> JSONValue {
        let values = (0..<min(axis.count, mostLevels)).map { axis.cells.number(at: $0) }.filter(\.isFinite)
        return [
            "units": .string(axis.units ?? ""),
            "positive": .bool(axis.positive == .up),
            "values": .array(values.map { .number($0) }),
        ]
    }

    /// `{"2024": {"0": [1, 2]}}`: months are counted from 0, as JavaScript does.
    private static func dates(_ steps: StepFacts) -> JSONValue {
        var years = JSONObject()
        var (year, month): (Int?, Int?) = (nil, nil)
        var (months, days) = (JSONObject(), [JSONValue]())
        func endMonth() {
            if let month { months[String(month - 1)] = .array(days) }
            days = []
        }
        func endYear() {
            if let year { years[String(year)] = .object(months) }
            months = JSONObject()
        }
        for date in steps.days {
            if date.year != year || date.month != month { endMonth() }
            if date.year != year { endYear() }
            (year, month) = (date.year, date.month)
            days.append(JSONValue(date.day))
        }
        endMonth()
        endYear()
        return .object(years)
    }
}
