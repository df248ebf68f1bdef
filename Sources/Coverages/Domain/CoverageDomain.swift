package import CRS
package import Cube
package import Grids

/// The axes of a coverage at a point or in an area: what every range in it is indexed by.
package struct CoverageDomain: Sendable {
    /// The cells, in degrees: at a point one, in an area a grid or, where the grid's lines are none of longitude and
    /// latitude, places.
    package private(set) var cells: CellSet
    /// True for an area: its domain is a grid or places, however few.
    let isArea: Bool
    package private(set) var time: DomainPositions?
    package let level: DomainPositions?
    /// Other dimensions in the variable's order; several positions of one make several coverages.
    package let custom: [DomainPositions]
    /// The runs of a forecast that the times are of: one for each time.
    package private(set) var runs: DomainPositions?
    /// Of the dimensions beside x, y, z and t.
    package let names: CustomDimensionNames

    /// The domain of parts that follow each other along valid time, or of a single one.
    ///
    /// - Returns: nil for parts without a place.
    init?(_ parts: ArraySlice<PlannedRead>, at place: Place, names: CustomDimensionNames) {
        guard let part = parts.first, let variable = part.variable, let cells = part.placed else {
            return nil
        }
        var time: DomainPositions?
        var level: DomainPositions?
        var custom: [DomainPositions] = []
        let forecast = variable.forecast
        for (dimension, axis) in variable.axes.enumerated() {
            if variable.isHorizontal(dimension) { continue }
            if let forecast, axis.name == forecast.leadAxis.name || axis.name == forecast.runAxis?.name {
                continue
            }
            let indices = { part.indices(ofDimension: dimension) }
            switch CoverageAxis(axis) {
            case .t: time = DomainPositions(axis: axis, indices: indices())
            case .z:
                let levels = part.levelIndices(ofDimension: dimension)
                level = DomainPositions(axis: part.levels ?? axis, indices: levels)
            // Of a variable with a grid no other axis is a place.
            case .custom, .x, .y: custom.append(DomainPositions(axis: axis, indices: indices()))
            }
        }
        switch place {
        case .point, .plane(.point, _): isArea = false
        case .cells(let cells): isArea = cells.isMany
        default: isArea = true
        }
        self.cells = cells
        self.names = names
        (self.time, self.level, self.custom) = (time, level, custom)
        if let forecast { takeTimes(of: parts, forecast) }
    }

    /// The domain of a part's cells in the order of a line, each as often as the line comes to it.
    init?(_ part: PlannedRead, along places: [GeographicPoint], names: CustomDimensionNames) {
        self.init([part], at: .everywhere, names: names)
        cells = CellSet(
            columns: [IndexRange(0..<places.count)],
            rows: [IndexRange(0..<1)],
            centres: .scattered(places)
        )
    }

    /// The valid times of the parts, and the run of each.
    private mutating func takeTimes(of parts: ArraySlice<PlannedRead>, _ forecast: ForecastTimes) {
        var (times, runs): ([Int], [Int]) = ([], [])
        for part in parts {
            let run = part.position(of: forecast.runAxis) ?? 0
            let leads = part.indices(of: forecast.leadAxis)
            times += leads.compactMap { forecast.index(run: run, lead: $0) }
            runs += leads.map { _ in run }
        }
        time = DomainPositions(axis: forecast.axis, indices: times)
        self.runs = forecast.runAxis.map { DomainPositions(axis: $0, indices: runs) }
    }

    /// A longitude without the digits that turning it made up: 359.9 − 360 is −0.1, and all others stay as they are.
    package static func label(longitude: Double) -> Double {
        let rounded = (longitude * 1e10).rounded() / 1e10
        return abs(rounded - longitude) <= 1e-12 ? rounded : longitude
    }

    package var timeCount: Int { time?.indices.count ?? 1 }
    package var levelCount: Int { level?.indices.count ?? 1 }

    /// Bytes that the axes take while they are written: as numbers, as JSON, and as text before it is handed on.
    var memoryBytes: Int {
        let positions = columnCount + rowCount + (places?.count ?? 0) + timeCount + levelCount
        let runs = cells.inside?.reduce(0) { $0 + 32 + 16 * $1.count } ?? 0
        return 128 * positions + runs
    }

    /// Columns and rows of the cells that are read, whether they are meant or not.
    var columnCount: Int { cells.columns.reduce(0) { $0 + $1.count } }
    var rowCount: Int { cells.rows.reduce(0) { $0 + $1.count } }

    /// Values of one variable that are read for one coverage.
    package var valueCount: Int { timeCount * levelCount * rowCount * columnCount }

    /// The places of an area on a grid whose lines are none of longitude and latitude; nil for other domains.
    package var places: [GeographicPoint]? {
        guard isArea, case .scattered(let places) = cells.centres else { return nil }
        return places
    }

    /// Longitudes of the columns and latitudes of the rows, or positions in a projection.
    package var lines: (longitudes: [Double], latitudes: [Double]) {
        switch cells.centres {
        case .lines(let longitudes, let latitudes): (longitudes.map(Self.label), latitudes)
        case .scattered(let places):
            (places.prefix(1).map { Self.label(longitude: $0.longitude) }, places.prefix(1).map(\.latitude))
        case .plane(let x, let y, _): (x, y)
        }
    }

    /// The projection of which the lines are; nil for longitudes and latitudes.
    package var system: NamedSystem? {
        if case .plane(_, _, let system) = cells.centres { system } else { nil }
    }

    /// Coverages that the custom dimensions make.
    var memberCount: Int { custom.reduce(1) { $0 * $1.indices.count } }

    package var type: DomainType {
        if places != nil { return timeCount > 1 ? .multiPointSeries : .multiPoint }
        return switch (timeCount > 1, levelCount > 1) {
        case _ where isArea: .grid
        case (false, false): .point
        case (true, false): .pointSeries
        case (false, true): .verticalProfile
        case (true, true): .grid
        }
    }

    /// Axes of a range with their lengths, outermost first: those of many values, in a grid all, and always one, since
    /// clients read the first length.
    var rangeAxes: [(name: String, length: Int)] {
        let times = ("t", time?.indices.count)
        let levels = ("z", level?.indices.count)
        let known = { (axes: [(String, Int?)]) in axes.compactMap { name, count in count.map { (name, $0) } }
        }
        switch type {
        case .pointSeries: return [("t", timeCount)]
        case .verticalProfile: return [("z", levelCount)]
        case .grid: return known([times, levels, ("y", rowCount), ("x", columnCount)])
        case .point: return Array(known([times, levels, ("x", 1)]).prefix(1))
        case .multiPoint, .multiPointSeries:
            return known([times, ("composite", levelCount * (places?.count ?? 0))])
        }
    }

    /// The position along each custom dimension of one member; the last dimension runs fastest.
    package func member(_ number: Int) -> [(axis: Axis, index: Int)] {
        var rest = number
        var member: [(axis: Axis, index: Int)] = []
        for positions in custom.reversed() {
            member.append((positions.axis, positions.indices[rest % positions.indices.count]))
            rest /= positions.indices.count
        }
        return member.reversed()
    }
}

extension CoverageDomain: Equatable {
    /// Equal for parts of a plan that share a domain, and for no others: compared by what is written of them.
    package static func == (left: CoverageDomain, right: CoverageDomain) -> Bool {
        left.isArea == right.isArea && left.time == right.time && left.level == right.level
            && left.custom == right.custom && left.runs == right.runs
            && left.cells.centres == right.cells.centres && left.cells.inside == right.cells.inside
            && left.cells.inner == right.cells.inner
    }
}

extension CellSet {
    /// Whether it is of more than one cell.
    fileprivate var isMany: Bool {
        let count = { (ranges: [IndexRange]) in ranges.reduce(0) { $0 + $1.count } }
        return count(columns) > 1 || count(rows) > 1
    }
}

extension PlannedRead {
    /// The indices along one of the variable's axes; none where it is no axis of it.
    fileprivate func indices(of axis: Axis) -> [Int] {
        let dimension = variable?.axes.firstIndex { $0.name == axis.name }
        return dimension.map { indices(ofDimension: $0) } ?? []
    }

    /// The single index along one of the axes.
    fileprivate func position(of axis: Axis?) -> Int? {
        axis.flatMap { indices(of: $0).first }
    }
}
