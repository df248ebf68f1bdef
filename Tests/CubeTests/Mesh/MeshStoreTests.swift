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

/// Generated stores of meshes, with the cells that places, boxes and polygons mean.
///
/// Needs `SLUICE_TEST_GRIDS`, a folder that `make_grid_fixtures.py` of the shared test data has written.
@Suite(.enabled(if: MeshStore.meshes != nil, "needs SLUICE_TEST_GRIDS"))
struct MeshStoreTests {
    @Test(arguments: MeshStore.meshes ?? []) private func placesAreFound(store: MeshStore) throws {
        let dataset = try store.open()
        for (name, expected) in store.variables.entries {
            let grid = try #require(dataset.variables.first { $0.name == name }?.grid as? MeshGrid, "\(name)")
            if store.kind == "ugrid" { #expect(grid.kind == "ugrid") }
            let points = expected["points"]?.arrayValue ?? []
            #expect(points.count > 20)
            for point in points {
                let index = point.arrayValue?[2].arrayValue?.first?.integerValue.map { Int($0) }
                #expect(grid.cell(containing: Self.place(point))?.column == index, "\(name) \(point)")
            }
            for point in expected["outside"]?.arrayValue ?? [] {
                #expect(grid.cell(containing: Self.place(point)) == nil, "\(name) \(point)")
            }
            let extent = try #require(expected["extent"])
            #expect(grid.extent.south <= (extent["south"]?.doubleValue ?? -90) + 1e-4)
            #expect(grid.extent.north >= (extent["north"]?.doubleValue ?? 90) - 1e-4)
        }
    }

    private static func place(_ value: JSONValue) -> GeographicPoint {
        GeographicPoint(
            longitude: value.arrayValue?.first?.doubleValue ?? .nan,
            latitude: value.arrayValue?.dropFirst().first?.doubleValue ?? .nan
        )
    }

    @Test(arguments: MeshStore.meshes ?? []) private func areasAreFound(store: MeshStore) throws {
        let dataset = try store.open()
        let bounds = PlacingBounds(limits: Limits(), context: .background(seconds: 60))
        for (name, expected) in store.variables.entries {
            let grid = try #require(dataset.variables.first { $0.name == name }?.grid, "\(name)")
            for area in expected["areas"]?.arrayValue ?? [] {
                let footprint = try #require(Self.footprint(area))
                let cells = try #require(try grid.cellsOrOne(of: footprint, within: bounds))
                let found = Set(cells.columns.flatMap { run in (0..<run.count).map { run[$0] } })
                // A value tells its cell, counted from 1.
                let values = Set(
                    (area["values"]?.arrayValue ?? []).compactMap { $0.doubleValue.map { Int($0) - 1 } }
                )
                let missing = area["missing"]?.integerValue.map { Int($0) } ?? 0
                #expect(
                    values.isSubset(of: found) && found.count == values.count + missing,
                    "\(name) \(area)"
                )
            }
        }
    }

    private static func footprint(_ area: JSONValue) -> Footprint? {
        if let box = area["box"]?.arrayValue?.compactMap(\.doubleValue), box.count == 4 {
            return GeographicBox(west: box[0], south: box[1], east: box[2], north: box[3]).map(Footprint.box)
        }
        let numbers = area["polygon"]?.stringValue?.split { !"-.0123456789e".contains($0) }.compactMap {
            Double($0)
        }
        guard let numbers, numbers.count > 6 else { return nil }
        let ring = stride(from: 0, to: numbers.count - 1, by: 2).map {
            Region.Vertex(x: numbers[$0], y: numbers[$0 + 1])
        }
        return Region([[ring]]).map(Footprint.region)
    }
}

/// A store of the folder, with what is expected of it.
private struct MeshStore: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: String
    let variables: JSONObject
    private let path: String

    static let meshes: [MeshStore]? = {
        guard let folder = ProcessInfo.processInfo.environment["SLUICE_TEST_GRIDS"],
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return nil }
        let stores = names.sorted().filter { $0.hasSuffix(".expected.json") }.compactMap {
            name -> MeshStore? in
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8),
                let expected = try? JSONParser.parse(text), let kind = expected["kind"]?.stringValue,
                let variables = expected["variables"]?.objectValue
            else { return nil }
            let base = String(name.dropLast(".expected.json".count))
            guard ["ugrid", "fesom", "icon"].contains(where: base.hasPrefix) else { return nil }
            return MeshStore(
                testDescription: base,
                kind: kind,
                variables: variables,
                path: "\(folder)/\(base).zarr"
            )
        }
        return stores.isEmpty ? nil : stores
    }()

    func open() throws -> Dataset {
        let ledger = MemoryLedger(budget: 256 << 20)
        let context = WorkContext.background(seconds: 60)
        let reader = ZarrReader.fixture(ledger: ledger, cache: 16 << 20)
        let root = try reader.open(FileStore(root: path), path: "", context: context)
        return try .fixture(root, ledger: ledger, context: context)
    }
}
