import Execution
import Failures
import Foundation
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Stores as models write them, against what another program found by looking at all cells.
///
/// Needs `SLUICE_TEST_GRIDS`, a folder that `make_grid_fixtures.py` wrote.
@Suite(.enabled(if: GridStore.all != nil, "needs SLUICE_TEST_GRIDS"))
struct GridFixtureTests {
    @Test(arguments: GridStore.all ?? [])
    private func cellsAreThoseOfTheTable(_ store: GridStore) throws {
        let dataset = try store.open()
        for (name, expected) in store.variables.entries {
            let grid = try #require(try dataset.variable(named: name).grid as? CurvilinearGrid, "\(name)")
            let shape = expected["shape"]?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? []
            #expect([grid.cells.rows, grid.cells.columns] == shape)
            #expect(grid.cells.usableCount == expected["usable"]?.integerValue.map { Int($0) })
            if let duplicates = expected["duplicates"]?.integerValue {
                #expect(grid.cells.repeatedCount == Int(duplicates))
            }
            expectPoints(grid, expected, name)
            try expectAreas(grid, expected, name)
        }
    }

    private func expectPoints(_ grid: CurvilinearGrid, _ expected: JSONValue, _ name: String) {
        for row in expected["points"]?.arrayValue ?? [] {
            guard let row = row.arrayValue, let place = place(row) else { continue }
            let index = row[2].arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? []
            let found = grid.cell(containing: place)
            // A cell that repeats an earlier one is named by the table where that has none of its outlines.
            let centre = found.flatMap { grid.centre(of: $0) }
            let wanted = grid.centre(of: GridCell(column: index[1], row: index[0]))
            #expect(
                centre != nil && Self.areOne(centre, wanted),
                "\(name) \(place): \(String(describing: found)) \(index)"
            )
        }
        for row in expected["outside"]?.arrayValue ?? [] {
            guard let row = row.arrayValue, let place = place(row) else { continue }
            #expect(grid.cell(containing: place) == nil, "\(name) \(place)")
        }
    }

    private func place(_ row: [JSONValue]) -> GeographicPoint? {
        guard let longitude = row[0].doubleValue, let latitude = row[1].doubleValue else { return nil }
        return GeographicPoint(longitude: longitude, latitude: latitude)
    }

    private static func areOne(_ one: GeographicPoint?, _ other: GeographicPoint?) -> Bool {
        guard let one, let other else { return false }
        return UnitVector(one).angle(to: UnitVector(other)) < 1e-6
    }

    private func expectAreas(_ grid: CurvilinearGrid, _ expected: JSONValue, _ name: String) throws {
        let bounds = PlacingBounds(limits: Limits(), context: .background(seconds: 60))
        for area in expected["areas"]?.arrayValue ?? [] {
            let footprint = try #require(Self.footprint(area))
            let cells = try #require(try grid.cellsOrOne(of: footprint, within: bounds), "\(area)")
            #expect((area["by"]?.stringValue == "centroid") == (cells.inner != nil))
            // A value is the number of its cell and 1.
            let numbers = Set(cells.numbers(columns: grid.cells.columns).map { Double($0 + 1) })
            let values = area["values"]?.arrayValue?.compactMap(\.doubleValue) ?? []
            let missing = Int(area["missing"]?.integerValue ?? 0)
            #expect(
                numbers.isSuperset(of: values) && numbers.count == values.count + missing,
                "\(name) \(area)"
            )
        }
    }

    private static func footprint(_ area: JSONValue) -> Footprint? {
        if let box = area["box"]?.arrayValue?.compactMap(\.doubleValue) {
            return GeographicBox(west: box[0], south: box[1], east: box[2], north: box[3]).map { .box($0) }
        }
        let numbers = (area["polygon"]?.stringValue ?? "").split { !"0123456789.-e".contains($0) }
            .compactMap { Double($0) }
        let ring = stride(from: 0, to: numbers.count - 1, by: 2).map {
            Region.Vertex(x: numbers[$0], y: numbers[$0 + 1])
        }
        return Region([[ring]]).map { .region($0) }
    }
}

/// A store of the folder, with its table.
private struct GridStore: Sendable, CustomTestStringConvertible {
    let name: String
    let variables: JSONObject
    private let folder: String

    var testDescription: String { name }

    static let all: [GridStore]? = ProcessInfo.processInfo.environment["SLUICE_TEST_GRIDS"].map { folder in
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".expected.json") }.sorted().compactMap { file in
            guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8),
                let table = try? JSONParser.parse(text), table["kind"]?.stringValue == "curvilinear",
                let variables = table["variables"]?.objectValue
            else { return nil }
            return GridStore(
                name: String(file.dropLast(".expected.json".count)),
                variables: variables,
                folder: folder
            )
        }
    }

    func open() throws -> Dataset {
        try .fixture(in: FileStore(root: "\(folder)/\(name).zarr"))
    }
}
