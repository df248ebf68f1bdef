import Cube
import Foundation
import JSON
import TestSupport
import Testing

@testable import Grids

/// Real meshes against what an independent reader of the conventions says; see `RealDataTests`.
@Suite(.enabled(if: RealFile.all != nil, "needs SLUICE_TEST_DATA and SLUICE_TEST_STORES"))
struct MeshRealDataTests {
    private static let files = (RealFile.all ?? []).filter { $0.name.hasPrefix("mesh/") }

    @Test(arguments: files) private func placesAreFound(file: RealFile) throws {
        for (path, expected) in file.groups.entries {
            let dataset = try file.open(path)
            for (name, expected) in expected["variables"]?.objectValue?.entries ?? [] {
                guard let grid = expected["grid"], grid["kind"] == "ugrid" || grid["bounds"] != nil else {
                    continue
                }
                let variable = try #require(dataset.variables.first { $0.name == name }, "\(name)")
                let own = try #require(variable.grid as? MeshGrid, "\(name)")
                #expect(own.kind == grid["kind"]?.stringValue)
                if let location = grid["location"]?.stringValue { #expect(own.location.rawValue == location) }
                let dimension = try #require(variable.gridDimensions)
                #expect(dimension.row == nil)
                #expect(variable.axes[dimension.column].name == grid["dims"]?.arrayValue?.first?.stringValue)
                expectAround(own, expected["extent"])
            }
            for (name, table) in expected["nearest"]?.objectValue?.entries ?? [] {
                guard let grid = dataset.variables.first(where: { $0.name == name })?.grid as? MeshGrid else {
                    continue
                }
                let rows = table["rows"]?.arrayValue ?? []
                #expect(!rows.isEmpty)
                for row in rows { expect(row, grid, name) }
            }
        }
    }

    /// The box holds that of the centres, and nothing answers outside.
    private func expectAround(_ grid: MeshGrid, _ expected: JSONValue?) {
        let extent = grid.extent
        let answers = ExtentProbe.placesBeyond(extent).filter { grid.cell(containing: $0) != nil }
        #expect(answers.isEmpty, "\(grid.location) \(extent) \(answers.prefix(3))")
        let number = { (name: String) in expected?[name]?.doubleValue ?? .nan }
        #expect(extent.south <= number("south") + 1e-5 && extent.north >= number("north") - 1e-5)
        if expected?["whole_circle"] == true {
            #expect(extent.west == -180 && extent.east == 180)
        } else {
            #expect(extent.west <= number("west") + 1e-5 && extent.east >= number("east") - 1e-5)
            // Faces end at their outlines; nodes and edges answer as far as they are apart.
            guard grid.location == .face else { return }
            #expect(extent.east - extent.west < number("east") - number("west") + 3)
        }
    }

    /// A place, the nearest centre and, where that is another's, the cell whose outline holds the place.
    private func expect(_ row: JSONValue, _ grid: MeshGrid, _ name: String) {
        guard let row = row.arrayValue, row.count > 5, let longitude = row[0].doubleValue,
            let latitude = row[1].doubleValue, let flags = row[5].stringValue
        else {
            Issue.record("unreadable row")
            return
        }
        let index = { (value: JSONValue?) in value?.arrayValue?.first?.integerValue.map { Int($0) } }
        let more = row.compactMap(\.objectValue)
        let cell = grid.cell(containing: GeographicPoint(longitude: longitude, latitude: latitude))?.column
        if let holder = more.lazy.compactMap({ index($0["holds"]?["index"]) }).first {
            #expect(cell == holder, "\(name) \(longitude) \(latitude)")
        } else if flags.contains("o") {
            #expect(cell == nil, "\(name) \(longitude) \(latitude)")
        } else {
            let ties = more.flatMap { $0["also"]?.arrayValue ?? [] }.compactMap(index)
            // Between surely inside and surely outside either may be right.
            let right = [index(row[2])] + ties.map(Optional.some) + (flags.contains("i") ? [] : [nil])
            #expect(
                right.contains(cell),
                "\(name) \(longitude) \(latitude) \(flags): \(cell ?? -1), \(row[2])"
            )
        }
    }
}
