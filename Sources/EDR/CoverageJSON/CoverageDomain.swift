internal import Cube

/// The axes of a coverage at one place: what every range in it is indexed by.
struct CoverageDomain {
    /// Some positions of an axis, in the order of the answer.
    struct Positions {
        let axis: Axis
        let indices: [Int]
    }

    /// Degrees.
    let longitude: Double
    let latitude: Double
    let time: Positions?
    let level: Positions?
    /// Other dimensions in the variable's order; several positions of one make several coverages.
    let custom: [Positions]
    /// Equal for parts that share a domain, and for no others.
    let key: String

    /// - Returns: nil for a part without a place.
    init?(_ part: PlannedRead) {
        guard let variable = part.variable, let x = variable.axis(.x), let y = variable.axis(.y),
            let column = part.ranges[x.dimension].first?.start,
            let row = part.ranges[y.dimension].first?.start,
            let centre = variable.grid?.centre(of: GridCell(column: column, row: row))
        else { return nil }
        var time: Positions?
        var level: Positions?
        var custom: [Positions] = []
        for (dimension, axis) in variable.axes.enumerated() {
            switch Collection.meaning(of: axis) {
            case .x, .y: continue
            case .t: time = Positions(axis: axis, indices: part.indices(ofDimension: dimension))
            case .z: level = Positions(axis: axis, indices: part.indices(ofDimension: dimension))
            case .custom: custom.append(Positions(axis: axis, indices: part.indices(ofDimension: dimension)))
            }
        }
        longitude = Self.label(longitude: centre.longitude)
        latitude = centre.latitude
        (self.time, self.level, self.custom) = (time, level, custom)
        key = Self.key(part, variable, longitude, latitude)
    }

    /// A longitude without the digits that turning it made up: 359.9 − 360 is −0.1, and all others stay as they are.
    static func label(longitude: Double) -> Double {
        let rounded = (longitude * 1e10).rounded() / 1e10
        return abs(rounded - longitude) <= 1e-12 ? rounded : longitude
    }

    private static func key(_ part: PlannedRead, _ variable: Variable, _ x: Double, _ y: Double) -> String {
        var key = "\(x) \(y)"
        for (axis, ranges) in zip(variable.axes, part.ranges) where axis.role != .x && axis.role != .y {
            key += ";\(axis.name)"
            for range in ranges { key += " \(range.start)+\(range.count)*\(range.stride)" }
        }
        return key
    }

    private var timeCount: Int { time?.indices.count ?? 1 }
    private var levelCount: Int { level?.indices.count ?? 1 }

    /// Values of one variable in one coverage.
    var valueCount: Int { timeCount * levelCount }

    /// Coverages that the custom dimensions make.
    var memberCount: Int { custom.reduce(1) { $0 * $1.indices.count } }

    /// CoverageJSON 1.0, section 9.11: domain types and their axes.
    var type: String {
        switch (timeCount > 1, levelCount > 1) {
        case (false, false): "Point"
        case (true, false): "PointSeries"
        case (false, true): "VerticalProfile"
        case (true, true): "Grid"
        }
    }

    /// Axes of a range with their lengths, outermost first: those of many values, and in a grid all.
    var rangeAxes: [(name: String, length: Int)] {
        switch type {
        case "PointSeries": [("t", timeCount)]
        case "VerticalProfile": [("z", levelCount)]
        case "Grid": [("t", timeCount), ("z", levelCount), ("y", 1), ("x", 1)]
        default: []
        }
    }

    /// The dimensions of a variable's array in the order of its values here: members, t, z, y, x.
    static func order(of variable: Variable) -> [Int] {
        let rank: (Int) -> Int = { dimension in
            switch Collection.meaning(of: variable.axes[dimension]) {
            case .custom: 0
            case .t: 1
            case .z: 2
            case .y: 3
            case .x: 4
            }
        }
        return variable.axes.indices.sorted { (rank($0), $0) < (rank($1), $1) }
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
