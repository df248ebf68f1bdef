internal import CF
internal import Cube
internal import Grids
internal import JSON

/// The columns of a table of coverages.
struct CSVTable {
    let hasRuns: Bool
    let hasTimes: Bool
    /// What levels are called, with their units; nil without any.
    let level: String?
    let custom: [String]
    private let places: (x: String, y: String)
    private let parameters: [Parameter]

    init(_ list: CoverageList) {
        let domains = list.coverages.map(\.domain)
        parameters = list.parameters
        hasTimes = domains.contains { $0.time != nil }
        hasRuns = domains.contains { $0.runs != nil }
        level = domains.lazy.compactMap(\.level).first.map { level in
            level.axis.units.map { "\(level.axis.name) [\($0)]" } ?? level.axis.name
        }
        var custom: [String] = []
        for domain in domains {
            for positions in domain.custom {
                let id = domain.names.id(of: positions.axis)
                if !custom.contains(id) { custom.append(id) }
            }
        }
        self.custom = custom
        places = domains.first?.system == nil ? ("longitude", "latitude") : ("x", "y")
    }

    var parameterCount: Int { parameters.count }

    /// The column of a parameter among those.
    func column(of variable: Variable) -> Int { parameters.firstIndex { $0.name == variable.name } ?? 0 }

    var names: [String] {
        (hasRuns ? ["run"] : []) + (hasTimes ? ["time"] : []) + (level.map { [$0] } ?? []) + custom
            + [places.x, places.y]
            + parameters.map { $0.unit == "1" ? $0.name : "\($0.name) [\($0.unit)]" }
    }
}

/// What is told of the cells of one member of a coverage beside their values.
struct CSVCells {
    let member: Int
    private let domain: CoverageDomain
    private let table: CSVTable
    private let custom: [String]
    private let columns: Int
    private let area: Int
    private let lines: (longitudes: [Double], latitudes: [Double])
    /// For each cell of an area of places, which of these it is.
    private let places: [Int: GeographicPoint]
    private let inside: [[Range<Int>]]?

    init(_ domain: CoverageDomain, member: Int, of table: CSVTable) {
        (self.domain, self.member, self.table) = (domain, member, table)
        let told = domain.member(member)
        custom = table.custom.map { name in
            told.first { domain.names.id(of: $0.axis) == name }.map { $0.axis.text(at: $0.index) } ?? ""
        }
        (columns, area) = (max(domain.columnCount, 1), max(domain.columnCount * domain.rowCount, 1))
        lines = domain.lines
        inside = domain.cells.inside
        var places: [Int: GeographicPoint] = [:]
        if let known = domain.places {
            var next = known.makeIterator()
            for row in 0..<domain.rowCount {
                let runs = domain.cells.inside?[row] ?? [0..<domain.columnCount]
                for column in runs.joined() { places[row * columns + column] = next.next() }
            }
        }
        self.places = places
    }

    /// Whether the cell of a value belongs to the area.
    func isMeant(_ position: Int) -> Bool {
        guard let inside else { return true }
        let (row, column) = (position % area).quotientAndRemainder(dividingBy: columns)
        return inside.indices.contains(row) && inside[row].contains { $0.contains(column) }
    }

    /// What stands before the values of a position.
    func fields(at position: Int) -> [String] {
        let (layer, cell) = position.quotientAndRemainder(dividingBy: area)
        let (step, level) = layer.quotientAndRemainder(dividingBy: domain.levelCount)
        var fields: [String] = []
        if table.hasRuns { fields.append(Self.text(domain.runs, step)) }
        if table.hasTimes { fields.append(Self.text(domain.time, step)) }
        if table.level != nil { fields.append(Self.text(domain.level, level)) }
        return fields + custom + place(cell)
    }

    private func place(_ cell: Int) -> [String] {
        if let place = places[cell] {
            return [
                NumberText.of(CoverageDomain.label(longitude: place.longitude)),
                NumberText.of(place.latitude),
            ]
        }
        let (row, column) = cell.quotientAndRemainder(dividingBy: columns)
        guard lines.longitudes.indices.contains(column), lines.latitudes.indices.contains(row) else {
            return ["", ""]
        }
        return [NumberText.of(lines.longitudes[column]), NumberText.of(lines.latitudes[row])]
    }

    private static func text(_ positions: DomainPositions?, _ number: Int) -> String {
        guard let positions, positions.indices.indices.contains(number) else { return "" }
        return positions.axis.text(at: positions.indices[number])
    }
}
