internal import CRS
internal import CF
internal import Coverages
internal import Cube
internal import Grids

/// A dataset as EDR sees it: the variables that have a place, and which of their axes are t, z and custom dimensions.
struct Collection {
    /// An axis that is not x, y, z or t, with the query parameter that selects along it.
    struct CustomDimension {
        let id: String
        let axis: Axis
    }

    let dataset: Dataset
    /// Those with times and levels first: clients try the first parameter with every axis of the extent.
    let variables: [Variable]
    let timeAxes: [Axis]
    let verticalAxes: [Axis]
    /// Valid times of variables whose axes are runs and leads, each once.
    let forecasts: [ForecastTimes]
    let customDimensions: [CustomDimension]

    /// Custom dimensions are requested by parameters of their own: they cannot have the names of others.
    static let names = CustomDimensionNames(reserved: [
        "coords", "datetime", "parameter-name", "z", "units", "crs", "f", "limit", "dryrun", "pin",
        "vertical", "vertical-method",
    ])

    /// `asked`: names of variables that a request is about.
    ///
    /// - Throws: `EDRError.nothingToQuery` when no variable has a place; why where that is damaged. Both are told of the first
    ///   of those that are `asked` for, if there is one.
    init(_ dataset: Dataset, asked: [String] = []) throws(EDRError) {
        self.dataset = dataset
        variables = Self.fullestFirst(dataset.variables.filter { $0.grid != nil })
        guard !variables.isEmpty else {
            let all = dataset.unreadable
            if let unreadable = all.first(where: { asked.contains($0.name) }) ?? all.first {
                throw .unreadable(unreadable.failure)
            }
            let reason = dataset.reasonWithoutPlaces(ofAny: asked)
            throw .nothingToQuery(collection: dataset.address.text, reason: reason)
        }
        let axes = Self.distinct(variables.flatMap(\.otherAxes))
        timeAxes = axes.filter { CoverageAxis($0) == .t }
        verticalAxes = axes.filter { CoverageAxis($0) == .z }
        var pairs: Set<ObjectIdentifier> = []
        forecasts = variables.compactMap(\.forecast).filter {
            pairs.insert(ObjectIdentifier($0.axis)).inserted
        }
        let others = Self.distinct(axes.flatMap(\.alternates))
        customDimensions = (axes.filter { CoverageAxis($0) == .custom } + others).map {
            CustomDimension(id: Self.names.id(of: $0), axis: $0)
        }
    }

    var id: String { dataset.address.text }

    /// The projections of its grids that have a code, each once: places may be asked in their coordinates too.
    ///
    /// Cost: PROJ reads the definition of each grid.
    var systems: [NamedSystem] {
        var grids: [any Grid] = []
        var systems: [NamedSystem] = []
        for grid in variables.compactMap(\.grid) where !grids.contains(where: { $0.hasSameCells(as: grid) }) {
            grids.append(grid)
            if let system = grid.system, !systems.contains(where: { $0.name == system.name }) {
                systems.append(system)
            }
        }
        return systems
    }

    /// The calendars of its times, each once.
    var calendars: [CFCalendar] {
        var calendars: [CFCalendar] = []
        for calendar in (timeAxes + forecasts.map(\.axis)).compactMap(\.times?.calendar)
        where !calendars.contains(calendar) { calendars.append(calendar) }
        return calendars
    }

    private static func fullestFirst(_ variables: [Variable]) -> [Variable] {
        let rank = { (variable: Variable) in
            let meanings = variable.axes.map(CoverageAxis.init)
            return meanings.count { $0 == .t || $0 == .z } * 100 + meanings.count
        }
        return variables.enumerated()
            .sorted { (rank($1.element), $0.offset) < (rank($0.element), $1.offset) }
            .map(\.element)
    }

    private static func distinct(_ axes: [Axis]) -> [Axis] {
        struct Key: Hashable {
            let meaning: CoverageAxis
            let name: String
        }
        var seen: Set<Key> = []
        return axes.filter { seen.insert(Key(meaning: CoverageAxis($0), name: $0.name)).inserted }
    }
}
