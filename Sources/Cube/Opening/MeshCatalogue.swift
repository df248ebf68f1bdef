internal import CF
internal import Execution
internal import Grids
internal import JSON
internal import Zarr

/// The meshes of a dataset, each read once for all variables on it.
///
/// Used by the one thread that opens.
final class MeshCatalogue {
    private let arrays: ArrayCatalogue
    private let reader: CoordinateReader
    private let group: CFAttributes
    private var sources: [String: MeshSource?] = [:]
    private var topologies: [String: Known<(mesh: MeshTopology, origin: IndexOrigin)>] = [:]
    private var grids: [String: Known<MeshGrid>] = [:]
    private var damages: [String: DamagedCoordinate] = [:]
    /// About the arrays of meshes, each once.
    private(set) var findings: [Finding] = []

    /// What was made once, and what kept it from being made whole.
    private struct Known<Made> {
        let made: Made?
        let excess: OpeningBudget.Excess?
    }

    init(arrays: ArrayCatalogue, reader: CoordinateReader, group: CFAttributes) {
        (self.arrays, self.reader, self.group) = (arrays, reader, group)
    }

    /// A grid and the dimension of its cells.
    typealias Placed = (grid: MeshGrid, dimension: Int)

    /// The grid of a variable that says on which part of a mesh it lies, by UGRID's attributes or MPAS's names.
    ///
    /// - Returns: nil where it says nothing, or its mesh has no places: `report` is told why.
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails.
    func stated(_ variable: StoredVariable, report: (MeshProblem) -> Void) throws -> Placed? {
        let attributes = CFAttributes(variable.attributes)
        if let set = attributes.text("location_index_set") {
            return try listed(variable, by: set, report: report)
        }
        if let name = attributes.text("mesh") {
            guard let source = source(named: name) else {
                report(.noTopology(name: name))
                return nil
            }
            guard let location = location(attributes, report) else { return nil }
            return try placed(variable, source, location, report: report)
        }
        guard let source = MeshSource(mpas: arrays, for: variable),
            let placed = try placed(variable, source, among: MeshLocation.allCases)
        else { return nil }
        note(source.faces?.longitude.name ?? source.name, .byNames(source.convention))
        return placed
    }

    /// The grid of a variable whose cells have outlines that no mesh tells: bounds with corners, and models' own names.
    ///
    /// - Throws: as `stated(_:report:)`.
    func outlined(_ variable: StoredVariable, report: (MeshProblem) -> Void) throws -> Placed? {
        let sources = [
            MeshSource(corners: arrays, for: variable), MeshSource(fvcom: arrays), MeshSource(fesom: arrays),
        ]
        for source in sources.compactMap(\.self) {
            guard let placed = try placed(variable, source, among: [.face, .node]) else { continue }
            if source.convention != .bounds { note(source.name, .byNames(source.convention)) }
            return placed
        }
        if let problem = MeshSource.elsewhere(CFAttributes(variable.attributes), group) { report(problem) }
        return nil
    }

    private func source(named name: String) -> MeshSource? {
        if let known = sources[name] { return known }
        let source = MeshSource(ugrid: name, arrays)?.projected(arrays, group) { [self] problem in
            let finding = Finding(subject: name, problem: problem)
            if !findings.contains(finding) { findings.append(finding) }
        }
        sources[name] = source
        return source
    }

    private func location(_ attributes: CFAttributes, _ report: (MeshProblem) -> Void) -> MeshLocation? {
        let text = attributes.text("location") ?? ""
        let location = MeshLocation(rawValue: text.lowercased())
        if location == nil { report(.location(text)) }
        return location
    }

    private func placed(
        _ variable: StoredVariable,
        _ source: MeshSource,
        among locations: [MeshLocation]
    ) throws -> Placed? {
        for location in locations {
            guard let dimension = source.dimension(of: location), variable.dimensions.contains(dimension)
            else { continue }
            return try placed(variable, source, location) { _ in }
        }
        return nil
    }

    private func placed(
        _ variable: StoredVariable,
        _ source: MeshSource,
        _ location: MeshLocation,
        report: (MeshProblem) -> Void
    ) throws -> Placed? {
        let own = ownPlaces(of: variable, source, location)
        guard let size = source.dimension(of: location) ?? own?.dimension else {
            report(source.lack(location))
            return nil
        }
        guard let dimension = variable.dimensions.lastIndex(of: size) else {
            report(.noDimension(location, mesh: source.name))
            return nil
        }
        let pair = source.places(of: location) ?? own
        let key = "\(source.convention) \(source.name) \(location) \(pair?.longitude.name ?? "")"
        let (grid, excess) = try reader.budget.watching { try self.grid(source, location, pair, key) }
        // What was not read for want of room lacks nothing.
        if grid == nil, excess == nil { report(source.lack(location)) }
        return grid.map { ($0, dimension) }
    }

    /// Places that the variable itself names, where its mesh states none.
    private func ownPlaces(
        of variable: StoredVariable,
        _ source: MeshSource,
        _ location: MeshLocation
    ) -> PlaceLine? {
        let pair = PlaceLine(CFAttributes(variable.attributes).names("coordinates"), arrays)
        guard let pair, variable.dimensions.contains(pair.dimension) else { return nil }
        let dimension = source.dimension(of: location)
        return dimension == nil || dimension == pair.dimension ? pair : nil
    }

    private func grid(
        _ source: MeshSource,
        _ location: MeshLocation,
        _ pair: PlaceLine?,
        _ key: String
    ) throws -> MeshGrid? {
        if let damage = damages[key] { throw damage }
        do {
            return try once(\.grids, key) { try maker(source).kept(location, pair, of: topology(source)) }
        } catch let damage as DamagedCoordinate {
            damages[key] = damage
            throw damage
        }
    }

    private func topology(_ source: MeshSource) throws -> (mesh: MeshTopology, origin: IndexOrigin)? {
        try once(\.topologies, "\(source.convention) \(source.name)") {
            try MeshReader(reader: reader).topology(source, report: note)
        }
    }

    /// What is made once for all variables, also where nothing comes of it.
    private func once<Made>(
        _ table: ReferenceWritableKeyPath<MeshCatalogue, [String: Known<Made>]>,
        _ key: String,
        _ make: () throws -> Made?
    ) rethrows -> Made? {
        if let known = self[keyPath: table][key] {
            reader.budget.recall(known.excess)
            return known.made
        }
        let (made, excess) = try reader.budget.watching(make)
        self[keyPath: table][key] = Known(made: made, excess: excess)
        return made
    }

    private func maker(_ source: MeshSource) -> MeshGridMaker {
        MeshGridMaker(source: source, reader: reader) { [self] in note(source.name, $0) }
    }

    private func note(_ name: String, _ problem: MeshProblem) {
        let finding = Finding(subject: name, problem: .mesh(problem))
        if !findings.contains(finding) { findings.append(finding) }
    }
}

/// Values on a part of a mesh (CF 1.11, `location_index_set`).
extension MeshCatalogue {
    private func listed(
        _ variable: StoredVariable,
        by name: String,
        report: (MeshProblem) -> Void
    ) throws -> Placed? {
        guard let list = arrays[name], list.dimensions.count == 1,
            let dimension = variable.dimensions.lastIndex(of: list.dimensions[0])
        else {
            report(.noTopology(name: name))
            return nil
        }
        let attributes = CFAttributes(list.attributes)
        guard let mesh = attributes.text("mesh"), let source = source(named: mesh) else {
            report(.noTopology(name: attributes.text("mesh") ?? name))
            return nil
        }
        guard let location = location(attributes, report) else { return nil }
        let start = attributes.number("start_index").flatMap { Int(exactly: $0) } ?? 0
        let (grid, excess) = try reader.budget.watching {
            try once(\.grids, "list \(name)") { try self.grid(of: list, start: start, source, location) }
        }
        if grid == nil, excess == nil { report(.noConnectivity(location, mesh: mesh)) }
        return grid.map { ($0, dimension) }
    }

    private func grid(
        of list: StoredVariable,
        start: Int,
        _ source: MeshSource,
        _ location: MeshLocation
    ) throws -> MeshGrid? {
        let pair = source.places(of: location)
        let key = "\(source.convention) \(source.name) \(location) \(pair?.longitude.name ?? "")"
        guard let whole = try grid(source, location, pair, key),
            let cells = try cells(list, start: start, count: whole.columnCount)
        else { return nil }
        let lost = cells.count { $0 < 0 }
        if lost > 0 { note(list.name, .listed(lost, of: cells.count)) }
        return try maker(source).part(of: whole, cells, name: list.name)
    }

    /// Indices from 0; −1 for those that mean nothing, and for those that were there before.
    private func cells(_ list: StoredVariable, start: Int, count: Int) throws -> [Int32]? {
        try reader.made(of: list, holding: 4 * list.dimensions[0].size) { values in
            var seen = [Bool](repeating: false, count: count)
            return values.doubles.map { number in
                let index = number - Double(start)
                guard index >= 0, index < Double(count), index == index.rounded(.down), !seen[Int(index)]
                else { return -1 }
                seen[Int(index)] = true
                return Int32(index)
            }
        }
    }
}
