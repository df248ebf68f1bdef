internal import Cube

/// The axes of a coverage at a point or in a box: what every range in it is indexed by.
struct CoverageDomain {
    /// Some positions of an axis, in the order of the answer.
    struct Positions {
        let axis: Axis
        let indices: [Int]
    }

    /// Degrees; at a point one of each, in a box steadily rising or falling, so that they may pass 180.
    let longitudes: [Double]
    let latitudes: [Double]
    /// True for a box: its domain is a grid, however small.
    private let isBox: Bool
    let time: Positions?
    let level: Positions?
    /// Other dimensions in the variable's order; several positions of one make several coverages.
    let custom: [Positions]
    /// For each row the runs of columns that an area holds; nil where all cells count.
    private(set) var inside: [[Range<Int>]]?
    /// Equal for parts of a plan that share a domain, and for no others.
    let key: String

    /// - Returns: nil for a part without a place.
    init?(_ part: PlannedRead, at place: Place) {
        guard let variable = part.variable,
            let (longitudes, latitudes) = Self.coordinates(part, variable, place)
        else { return nil }
        var time: Positions?
        var level: Positions?
        var custom: [Positions] = []
        let leads = Self.leads(part, variable)
        for (dimension, axis) in variable.axes.enumerated() {
            if let leads, axis.role == .lead {
                time = Positions(axis: leads, indices: part.indices(ofDimension: dimension))
                continue
            }
            switch Collection.meaning(of: axis) {
            case .x, .y: continue
            case .t: time = Positions(axis: axis, indices: part.indices(ofDimension: dimension))
            case .z: level = Positions(axis: axis, indices: part.indices(ofDimension: dimension))
            case .custom: custom.append(Positions(axis: axis, indices: part.indices(ofDimension: dimension)))
            }
        }
        if case .box = place { isBox = true } else { isBox = false }
        self.longitudes = longitudes.map(Self.label)
        self.latitudes = latitudes
        (self.time, self.level, self.custom) = (time, level, custom)
        key = Self.key(part, variable, longitudes, latitudes)
    }

    /// The valid times of the one run that a part is of; nil for several runs, which stay a dimension of their own.
    private static func leads(_ part: PlannedRead, _ variable: Variable) -> Axis? {
        guard let forecast = variable.forecast else { return nil }
        guard let run = variable.axes.firstIndex(where: { $0.name == forecast.runAxis?.name }) else {
            return forecast.runAxis == nil ? forecast.times(ofRun: 0) : nil
        }
        let runs = part.indices(ofDimension: run)
        return runs.count == 1 ? forecast.times(ofRun: runs[0]) : nil
    }

    /// Leaves only the cells whose centres are in a region.
    mutating func cut(to region: Region) {
        inside = region.runs(longitudes: longitudes, latitudes: latitudes)
    }

    /// True when an area holds no centre of a cell.
    var isEmpty: Bool { inside?.allSatisfy(\.isEmpty) ?? false }

    /// The longitudes and latitudes of the cells; in a box the columns' are those of its window, in one turn.
    private static func coordinates(
        _ part: PlannedRead,
        _ variable: Variable,
        _ place: Place
    ) -> (longitudes: [Double], latitudes: [Double])? {
        guard let grid = variable.grid, let x = variable.axis(.x), let y = variable.axis(.y) else {
            return nil
        }
        let columns = part.indices(ofDimension: x.dimension)
        let rows = part.indices(ofDimension: y.dimension)
        guard let column = columns.first, !rows.isEmpty else { return nil }
        let centres = rows.compactMap { grid.centre(of: GridCell(column: column, row: $0)) }
        guard centres.count == rows.count else { return nil }
        guard case .box(let box) = place else {
            return columns.count == 1 && rows.count == 1
                ? ([centres[0].longitude], [centres[0].latitude]) : nil
        }
        guard let window = grid.cells(in: box), window.longitudes.count == columns.count else { return nil }
        return (window.longitudes, centres.map(\.latitude))
    }

    /// A longitude without the digits that turning it made up: 359.9 − 360 is −0.1, and all others stay as they are.
    static func label(longitude: Double) -> Double {
        let rounded = (longitude * 1e10).rounded() / 1e10
        return abs(rounded - longitude) <= 1e-12 ? rounded : longitude
    }

    private static func key(
        _ part: PlannedRead,
        _ variable: Variable,
        _ longitudes: [Double],
        _ latitudes: [Double]
    ) -> String {
        let ends = [longitudes.first, longitudes.last, latitudes.first, latitudes.last].map { "\($0 ?? 0)" }
        var key = ends.joined(separator: " ") + " \(longitudes.count)×\(latitudes.count)"
        for (axis, ranges) in zip(variable.axes, part.ranges) where axis.role != .x && axis.role != .y {
            key += ";\(axis.name)"
            for range in ranges { key += " \(range.start)+\(range.count)*\(range.stride)" }
        }
        return key
    }

    private var timeCount: Int { time?.indices.count ?? 1 }
    private var levelCount: Int { level?.indices.count ?? 1 }

    /// Bytes that the axes take while they are written: as numbers, as JSON, and as text before it is handed on.
    var memoryBytes: Int {
        let positions = longitudes.count + latitudes.count + timeCount + levelCount
        let runs = inside?.reduce(0) { $0 + 32 + 16 * $1.count } ?? 0
        return 128 * positions + runs
    }

    /// Values of one variable in one coverage.
    var valueCount: Int { timeCount * levelCount * latitudes.count * longitudes.count }

    /// Coverages that the custom dimensions make.
    var memberCount: Int { custom.reduce(1) { $0 * $1.indices.count } }

    /// CoverageJSON 1.0, section 9.11: domain types and their axes.
    var type: String {
        switch (timeCount > 1, levelCount > 1) {
        case _ where isBox: "Grid"
        case (false, false): "Point"
        case (true, false): "PointSeries"
        case (false, true): "VerticalProfile"
        case (true, true): "Grid"
        }
    }

    /// Axes of a range with their lengths, outermost first: those of many values, and in a grid all.
    var rangeAxes: [(name: String, length: Int)] {
        switch type {
        case "PointSeries": return [("t", timeCount)]
        case "VerticalProfile": return [("z", levelCount)]
        case "Grid":
            let outer = [("t", time?.indices.count), ("z", level?.indices.count)]
            return outer.compactMap { name, count in count.map { (name, $0) } }
                + [("y", latitudes.count), ("x", longitudes.count)]
        default: return []
        }
    }

    /// The position along each custom dimension of one member; the last dimension runs fastest.
    func member(_ number: Int) -> [(axis: Axis, index: Int)] {
        var rest = number
        var member: [(axis: Axis, index: Int)] = []
        for positions in custom.reversed() {
            member.append((positions.axis, positions.indices[rest % positions.indices.count]))
            rest /= positions.indices.count
        }
        return member.reversed()
    }
}
