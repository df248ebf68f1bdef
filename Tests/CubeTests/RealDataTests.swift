import CF
import Execution
import Foundation
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Real files of many makers, turned into Zarr v3, against what an independent reader of the conventions says.
///
/// Needs `SLUICE_TEST_DATA` (with `data/real/cube.expected.json`) and `SLUICE_TEST_STORES`, a folder of the stores that
/// `make_real_stores.py --format v3` makes of the files; `Tests/run` makes it.
@Suite(.enabled(if: RealFile.all != nil, "needs SLUICE_TEST_DATA and SLUICE_TEST_STORES"))
struct RealDataTests {
    @Test(arguments: RealFile.all ?? [])
    private func isUnderstood(file: RealFile) throws {
        for (path, expected) in file.groups.entries {
            guard let expected = expected.objectValue else { continue }
            let dataset = try file.open(path)
            let understood = UnderstoodCube(dataset: dataset, expected: expected)
            for difference in understood.differences() {
                Issue.record("\(file.name)\(path): \(difference)")
            }
        }
    }

    @Test(arguments: RealFile.all ?? [])
    private func valuesAtPlaces(file: RealFile) throws {
        for (path, expected) in file.groups.entries {
            guard let nearest = expected["nearest"]?.objectValue, !nearest.isEmpty else { continue }
            let dataset = try file.open(path)
            for (name, table) in nearest.entries {
                let kinds = ["rectilinear", "projected", "curvilinear"]
                guard let kind = table["kind"]?.stringValue, kinds.contains(kind) else { continue }
                if expected["variables"]?[name]?["gathered"] != nil { continue }
                let roles = expected["variables"]?[name]?["roles"]?.arrayValue ?? []
                if roles.contains(.string("tile")) { continue }
                let places = NearestPlaces(dataset: dataset, variable: name, table: table)
                for difference in try places.differences() {
                    Issue.record("\(file.name)\(path) \(name): \(difference)")
                }
            }
        }
    }

    /// Heights and pressures of levels, as `formula_terms` have them.
    @Test(arguments: RealFile.all ?? [])
    private func levelsAtPlaces(file: RealFile) throws {
        let context = WorkContext.background(seconds: 60)
        for (path, expected) in file.groups.entries {
            for (name, table) in expected["heights"]?.objectValue?.entries ?? [] {
                let dataset = try file.open(path)
                let variable = try dataset.variable(named: name)
                guard let grid = variable.grid else { continue }
                for row in (table["rows"]?.arrayValue ?? []).compactMap(\.arrayValue) where row.count == 3 {
                    let cell = (row[0].arrayValue ?? []).compactMap(\.integerValue).map { Int($0) }
                    let step = Int(row[1].integerValue ?? 0)
                    let wanted = (row[2].arrayValue ?? []).map { $0.doubleValue ?? .nan }
                    let place = GridCell(column: try #require(cell.last), row: cell.count > 1 ? cell[0] : 0)
                    let centre = try #require(grid.centre(of: place))
                    var selectors: [AxisKey: AxisSelector] = [:]
                    if variable.axis(.time) != nil {
                        selectors[.role(.time)] = .positions([IndexRange(start: step, count: 1)])
                    }
                    let formula = try #require(try variable.formula(in: dataset.arrays + dataset.inherited))
                    let plan = try dataset.bind(
                        Query(
                            variables: [name],
                            selectors: selectors,
                            place: .point(longitude: centre.longitude, latitude: centre.latitude),
                            form: .coverages,
                            vertical: formula.quantities[0]
                        ),
                        context: context
                    )
                    let found = plan.parts.first?.levels.map { Array($0.cells.centres) } ?? []
                    let same = zip(found, wanted).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }
                    #expect(found.count == wanted.count && same, "\(name) \(cell): \(found) != \(wanted)")
                }
            }
        }
    }
}

/// A file of the collection, with what is expected of each of its groups.
struct RealFile: Sendable, CustomTestStringConvertible {
    let name: String
    let groups: JSONObject
    private let store: String

    var testDescription: String { name }

    static let all: [RealFile]? = {
        let environment = ProcessInfo.processInfo.environment
        guard let data = environment["SLUICE_TEST_DATA"], let stores = environment["SLUICE_TEST_STORES"],
            let text = try? String(contentsOfFile: data + "/data/real/cube.expected.json", encoding: .utf8),
            let files = (try? JSONParser.parse(text))?["files"]?.objectValue
        else { return nil }
        return files.entries.compactMap { name, expected in
            let base = name.split(separator: "/").last.map { $0.dropLast(".nc".count) } ?? ""
            let store = "\(stores)/\(base).v3.zarr"
            guard let groups = expected["groups"]?.objectValue, FileManager.default.fileExists(atPath: store)
            else {
                return nil
            }
            return RealFile(name: name, groups: groups, store: store)
        }
    }()

    func open(_ path: String) throws -> Dataset {
        let ledger = MemoryLedger(budget: 512 << 20)
        let context = WorkContext.background(seconds: 60)
        let reader = ZarrReader.fixture(ledger: ledger, cache: 64 << 20)
        let root = try reader.open(FileStore(root: store), path: "", context: context)
        let names = path.split(separator: "/").map(String.init)
        let parents = names.indices.compactMap { root.group(at: names[..<$0].joined(separator: "/")) }
        let group = try #require(root.group(at: names.joined(separator: "/")))
        return try .fixture(group, below: parents.reversed(), ledger: ledger, context: context)
    }
}

/// Compares a dataset with the expected reading of its metadata.
private struct UnderstoodCube {
    let dataset: Dataset
    let expected: JSONObject

    private static let roles: [Axis.Role: String] = [
        .x: "x", .y: "y", .vertical: "z", .time: "t", .referenceTime: "reference_time", .lead: "lead",
        .member: "member", .custom: "custom",
    ]
    /// Years beyond 292 million do not fit into 64-bit milliseconds: such axes keep their numbers and have no dates.
    private static func isBeyondDates(_ time: String) -> Bool { time.hasPrefix("+") && time.utf8.count > 22 }

    /// Kinds that are understood so far; the others must be recognised as having no grid that is.
    private static let kinds: Set<String> = ["rectilinear", "projected", "curvilinear", "healpix", "ugrid"]

    func differences() -> [String] {
        let variables = expected["variables"]?.objectValue ?? JSONObject()
        let names = Set(dataset.variables.map(\.name))
        // Meshes and sampling geometries are not understood yet: their connectivity counts as data until they are.
        let kinds = variables.entries.map { $0.value["grid"]?["kind"]?.stringValue ?? "" }
        let isPlain = !kinds.contains("ugrid") && !kinds.contains("points")
        let others = names.symmetricDifference(variables.keys)
        var found = isPlain && !others.isEmpty ? ["variables \(others.sorted())"] : []
        for variable in dataset.variables {
            guard let expected = variables[variable.name] else { continue }
            found += differences(variable, expected).map { "\(variable.name): \($0)" }
        }
        for axis in dataset.axes where isPlain {
            guard let expected = expected["axes"]?[axis.name] else { continue }
            found += differences(axis, expected).map { "axis \(axis.name): \($0)" }
        }
        return found
    }

    private func differences(_ variable: Variable, _ expected: JSONValue) -> [String] {
        var found: [String] = []
        let roles = expected["roles"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let special = roles.contains("cell") || roles.contains("tile")
        let own = variable.axes.map { Self.roles[$0.role] ?? "" }
        // Positions that repeat are known by their numbers, whatever they are numbers of: the reader of the conventions
        // does not look at values.
        let wanted = zip(roles, variable.axes).map { $1.repeated == nil ? $0 : Self.roles[$1.role] ?? "" }
        if !special, own != wanted || roles.count != own.count { found.append("roles \(own) != \(roles)") }
        let kind = expected["grid"]?["kind"]?.stringValue ?? "none"
        // Gathered points (`compress`) are not spread over their grid yet.
        if expected["gathered"] != nil { return found }
        // A projection whose reference system nobody states has no place.
        let isPlaced = kind != "projected" || !(expected["crs"]?.isNull ?? true)
        // Of points those whose cells have outlines are understood, as a mesh, and those that no sample says to be samples.
        let arePoints = kind == "points" && variable.grid?.kind == kind
        let isKnown = Self.kinds.contains(kind) || kind == "points" && expected["grid"]?["bounds"] != nil
        // Nor are faces along a dimension of their own.
        let areFaces = roles.contains("tile")
        let expectedKind = isKnown && isPlaced && !areFaces ? kind : nil
        if variable.grid?.kind != expectedKind, !arePoints {
            found.append("grid \(variable.grid?.kind ?? "none") != \(kind)")
        }
        if let units = expected["units"]?.stringValue, units != variable.units { found.append("units") }
        found += scalarDifferences(variable, expected["scalars"]?.objectValue ?? JSONObject())
        found += packingDifferences(variable, expected["packing"])
        if let grid = variable.grid as? RectilinearGrid, let expected = expected["grid"] {
            found += edgeDifferences(grid.longitudes, expected["x_edges"], "x")
            found += edgeDifferences(grid.latitudes, expected["y_edges"], "y")
            if expected["cyclic"]?.boolValue != grid.isCyclic { found.append("cyclic \(grid.isCyclic)") }
        }
        if let grid = variable.grid as? ProjectedGrid, let expected = expected["grid"] {
            found += edgeDifferences(grid.x, expected["x_edges"], "x")
            found += edgeDifferences(grid.y, expected["y_edges"], "y")
        }
        return found
    }

    private func scalarDifferences(_ variable: Variable, _ expected: JSONObject) -> [String] {
        expected.entries.compactMap { name, expected in
            guard let own = variable.scalars.first(where: { $0.name == name }) else {
                return "scalar \(name) is absent"
            }
            let role = Self.roles[own.role] ?? ""
            if let wanted = expected["role"]?.stringValue, wanted != role {
                return "scalar \(name) role \(role) != \(wanted)"
            }
            if let time = expected["time"]?.stringValue {
                return own.text == time + "Z" ? nil : "scalar \(name) \(own.text)"
            }
            return own.value == expected["value"]?.doubleValue ? nil : "scalar \(name) \(own.value)"
        }
    }

    private func edgeDifferences(_ axis: CellAxis, _ expected: JSONValue?, _ name: String) -> [String] {
        guard let pair = expected?.arrayValue?.compactMap(\.doubleValue), pair.count == 2 else { return [] }
        guard let span = axis.span else { return ["\(name) edges none != \(pair)"] }
        let own = [span.lowerBound, span.upperBound]
        // Latitudes are cut at the poles by the grid itself.
        let cut =
            name == "y" && abs(pair[0]) <= 90 && abs(pair[1]) <= 90 && max(abs(own[0]), abs(own[1])) < 100
        let shown = cut ? own.map { min(max($0, -90), 90) } : own
        let fits = zip(shown, pair.sorted()).allSatisfy { abs($0 - $1) <= 1e-9 * max(abs($1), 1) }
        return fits ? [] : ["\(name) edges \(shown) != \(pair)"]
    }

    private func packingDifferences(_ variable: Variable, _ expected: JSONValue?) -> [String] {
        var found: [String] = []
        let packing = variable.packing
        let scale = expected?["scale"]?.doubleValue ?? 1
        let offset = expected?["offset"]?.doubleValue ?? 0
        if packing.scale != scale { found.append("scale \(packing.scale) != \(scale)") }
        if packing.offset != offset { found.append("offset \(packing.offset) != \(offset)") }
        let isUnsigned = expected?["unsigned"]?.boolValue == true
        if isUnsigned, !packing.storedType.isUnsignedInteger { found.append("not unsigned") }
        return found
    }

    private func differences(_ axis: Axis, _ expected: JSONValue) -> [String] {
        var found: [String] = []
        if let size = expected["size"]?.integerValue, Int(size) != axis.count { found.append("size") }
        if let calendar = expected["calendar"]?.stringValue, let times = axis.times,
            times.calendar.name != calendar
        {
            found.append("calendar \(times.calendar.name) != \(calendar)")
        }
        for (key, index) in [("first_time", 0), ("last_time", axis.count - 1)] {
            guard let time = expected[key]?.stringValue, !Self.isBeyondDates(time) else { continue }
            let own = axis.times?.text(at: index) ?? "no date"
            if own != time + "Z" { found.append("\(key) \(own) != \(time)") }
        }
        if axis.times == nil, expected["first_time"] == nil {
            for (key, value) in [("first", axis.cells.centres.first), ("last", axis.cells.centres.last)] {
                guard let number = expected[key]?.doubleValue, let value, axis.hasCoordinates else {
                    continue
                }
                let turn = axis.role == .x ? ((value - number) / 360).rounded() * 360 : 0
                if abs(value - turn - number) > 1e-6 * max(abs(number), 1) {
                    found.append("\(key) \(value) != \(number)")
                }
            }
        }
        if let order = expected["order"]?.stringValue, axis.hasCoordinates {
            let own = axis.cells.order == .unordered ? "unordered" : "\(axis.cells.order)"
            let isSame = own == order || (own == "unordered" && !["ascending", "descending"].contains(order))
            if !isSame, axis.count > 1 { found.append("order \(own) != \(order)") }
        }
        let isNamed = axis.role == .custom || axis.role == .member
        // Texts that repeat or are empty select nothing.
        let areSound = !dataset.findings.contains { $0.problem == .labelsRepeat(dimension: axis.name) }
        if isNamed, areSound, axis.count > 1, let labels = expected["labels"]?.stringValue,
            labels != axis.labels?.variableName, axis.labels != nil || !axis.hasCoordinates
        {
            found.append("labels \(axis.labels?.variableName ?? "none") != \(labels)")
        }
        if let formula = expected["formula"]?.stringValue, formula != axis.meaning.formula?.name {
            found.append("formula \(axis.meaning.formula?.name ?? "none") != \(formula)")
        }
        if expected["climatology"] != nil, axis.meaning.climatology == nil {
            found.append("climatology")
        }
        if axis.labels != nil, let first = expected["first"]?.stringValue, first != axis.text(at: 0) {
            found.append("first label \(axis.text(at: 0)) != \(first)")
        }
        if let positive = expected["positive"]?.stringValue, axis.role == .vertical,
            axis.positive?.rawValue != positive
        {
            found.append("positive \(axis.positive?.rawValue ?? "none") != \(positive)")
        }
        return found
    }
}

extension RectilinearGrid {
    /// Whether a cell's edges are not half-way to its neighbours.
    fileprivate func hasUnevenCells(around cell: GridCell) -> Bool {
        [(longitudes, cell.column), (latitudes, cell.row)].contains { axis, index in
            guard let edges = axis.edges else { return false }
            return [index, index + 1].contains { edge in
                guard edge > 0, edge < axis.count else { return false }
                let middle = (axis.centres[edge - 1] + axis.centres[edge]) / 2
                return abs(edges[edge] - middle) > 1e-6 * abs(axis.centres[edge] - axis.centres[edge - 1])
            }
        }
    }
}

/// Compares values at random places, and their series, with the expected table.
private struct NearestPlaces {
    let dataset: Dataset
    let variable: String
    let table: JSONValue

    func differences() throws -> [String] {
        guard let variable = dataset.variables.first(where: { $0.name == variable }), let grid = variable.grid
        else {
            return ["no grid"]
        }
        let times = table["times"]?.arrayValue?.compactMap(\.integerValue).map { Int($0) } ?? []
        let timeName = table["time_dim"]?.stringValue
        return try (table["rows"]?.arrayValue ?? []).compactMap { row in
            guard let row = row.arrayValue, row.count >= 6, let longitude = row[0].doubleValue,
                let latitude = row[1].doubleValue
            else { return "unreadable row" }
            let flags = row[5].stringValue ?? ""
            // Beyond the edges the table has the nearest cell, we have none; ties and seams may go either way.
            guard flags.contains("i"), !flags.contains("t") else { return nil }
            let cell = grid.cell(containing: GeographicPoint(longitude: longitude, latitude: latitude))
            // With bounds the containing cell is meant, whose centre need not be the nearest.
            if let cell, let grid = grid as? RectilinearGrid, grid.hasUnevenCells(around: cell) { return nil }
            // Where corners are stated the cell that holds the place is meant, be another centre nearer.
            let accepted = holder(row).map { [$0] } ?? accepted(row)
            guard let cell, accepted.contains([cell.row, cell.column]) || flags.contains("p") else {
                return
                    "\(longitude) \(latitude): cell \(cell.map { "\($0.row),\($0.column)" } ?? "none") != \(row[2]) \(flags)"
            }
            guard row[2] == .array([JSONValue(cell.row), JSONValue(cell.column)]), row.count > 6 else {
                return nil
            }
            return try difference(variable, cell, row, timeName, times)
        }
    }

    /// Indices of the cell whose outline holds the place, where that is not the one with the nearest centre.
    private func holder(_ row: [JSONValue]) -> [Int]? {
        row.compactMap(\.objectValue).lazy.compactMap { $0["holds"]?.arrayValue?.first?.arrayValue }.first?
            .compactMap { $0.integerValue.map { Int($0) } }
    }

    /// Indices of the cell, and of those that the table says are right too.
    private func accepted(_ row: [JSONValue]) -> [[Int]] {
        let indices = { (value: JSONValue) in
            value.arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? []
        }
        let more = row.compactMap(\.objectValue).flatMap { object in
            ["also", "or"].flatMap { object[$0]?.arrayValue ?? [] }
        }
        return [indices(row[2])] + more.map(indices)
    }

    private func difference(
        _ variable: Variable,
        _ cell: GridCell,
        _ row: [JSONValue],
        _ timeName: String?,
        _ times: [Int]
    ) throws -> String? {
        let first = try value(variable, cell, time: nil)
        if !matches(first, row[6], variable) {
            return "\(row[0]) \(row[1]): \(first.description) != \(row[6])"
        }
        guard timeName != nil, row.count > 7, let series = row[7].arrayValue else { return nil }
        for (time, expected) in zip(times, series) {
            let own = try value(variable, cell, time: time)
            if !matches(own, expected, variable) {
                return "\(row[0]) \(row[1]) time \(time): \(own) != \(expected)"
            }
        }
        return nil
    }

    private func matches(_ own: Double, _ expected: JSONValue, _ variable: Variable) -> Bool {
        guard let number = expected.doubleValue else { return own.isNaN }
        return variable.packing.valueType == .float ? Float(own) == Float(number) : own == number
    }

    private func value(_ variable: Variable, _ cell: GridCell, time: Int?) throws -> Double {
        let context = WorkContext.background(seconds: 60)
        let ranges = variable.axes.map { axis in
            switch axis.role {
            case .x: IndexRange(start: cell.column, count: 1)
            case .y: IndexRange(start: cell.row, count: 1)
            case .time: IndexRange(start: time ?? 0, count: 1)
            default: IndexRange(start: 0, count: 1)
            }
        }
        let read = PlannedRead(stored: variable.stored, variable: variable, ranges: ranges.map { [$0] })
        let values = try read.values(
            packing: variable.packing,
            fillsCache: true,
            context: context
        )
        return values.doubles[0]
    }
}
