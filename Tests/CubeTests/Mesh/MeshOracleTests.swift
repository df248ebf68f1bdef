import Execution
import Foundation
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Which face and which node of small meshes answer for places on them, as shapely and scipy say.
@Suite struct MeshOracleTests {
    /// Meshes and answers of `Tests/Fixtures/make_meshes.py`.
    private static let meshes: [OracleMesh] = {
        guard
            let url = Bundle.module.url(
                forResource: "meshes",
                withExtension: "json",
                subdirectory: "Fixtures"
            ),
            let text = try? String(contentsOf: url, encoding: .utf8),
            let meshes = (try? JSONParser.parse(text))?.arrayValue
        else { return [] }
        return meshes.map(OracleMesh.init)
    }()

    @Test func thereAreMeshes() {
        #expect(Self.meshes.count == 6)
        #expect(Self.meshes.allSatisfy { $0.places.count == 260 })
    }

    @Test(arguments: meshes) private func facesHoldPlaces(mesh: OracleMesh) throws {
        let grid = try mesh.grid(.face)
        for place in mesh.places {
            let cell = grid.cell(containing: place.point)
            #expect((cell?.column ?? -1) == place.face, "\(place.point)")
        }
    }

    @Test(arguments: meshes) private func nodesAreNear(mesh: OracleMesh) throws {
        let grid = try mesh.grid(.node)
        for place in mesh.places {
            let cell = grid.cell(containing: place.point)
            #expect((cell?.column ?? -1) == place.node, "\(place.point)")
        }
    }

    /// A picture shows at each pixel what the pixel alone shows, which is what a point there gets.
    @Test(arguments: meshes) private func picturesShowCells(mesh: OracleMesh) throws {
        for location in [MeshLocation.face, .node] {
            let grid = try mesh.grid(location)
            for system in [RasterTarget.System.geographic, .webMercator] {
                let target = mesh.target(system)
                let map = grid.cells(under: target)
                var seen = Set<Int32>()
                for row in 0..<target.height {
                    for column in 0..<target.width {
                        let pixel = row * target.width + column
                        seen.insert(map.columns[pixel])
                        #expect(map.rows[pixel] == min(map.columns[pixel], 0))
                        let alone = grid.cell(under: target, column: column, row: row)
                        #expect(Int32(alone?.column ?? -1) == map.columns[pixel])
                        let place = GeographicPoint(
                            longitude: target.longitude(ofColumn: column),
                            latitude: target.latitude(ofRow: row)
                        )
                        #expect(grid.cell(containing: place) == alone, "\(place)")
                    }
                }
                #expect(seen.count > 2)
                var cells = Set<Int32>()
                grid.forEachCell(under: target) { cells.insert(Int32($0.column)) }
                #expect(cells == seen.subtracting([-1]))
            }
        }
    }
}

/// A mesh of the fixture, and what answers on it.
private struct OracleMesh: Sendable, CustomTestStringConvertible {
    struct Place: Sendable {
        let point: GeographicPoint
        let face, node: Int
    }

    let testDescription: String
    let longitudes, latitudes: [Double]
    let faces: [[Double]]
    let places: [Place]

    init(_ value: JSONValue) {
        let numbers = { (value: JSONValue?) in value?.arrayValue?.compactMap(\.doubleValue) ?? [] }
        testDescription = value["name"]?.stringValue ?? ""
        longitudes = numbers(value["longitudes"])
        latitudes = numbers(value["latitudes"])
        faces = value["faces"]?.arrayValue?.map(numbers) ?? []
        places = (value["places"]?.arrayValue ?? []).map(numbers).filter { $0.count == 4 }.map {
            Place(
                point: GeographicPoint(longitude: $0[0], latitude: $0[1]),
                face: Int($0[2]),
                node: Int($0[3])
            )
        }
    }

    func grid(_ location: MeshLocation) throws -> MeshGrid {
        let context = WorkContext.background(seconds: 30)
        let nodes = FixedVectors(longitudes: longitudes, latitudes: latitudes)
        let width = faces.map(\.count).max() ?? 0
        let rows = faces.flatMap { $0 + [Double](repeating: -1, count: width - $0.count) }
        let form = Connectivity.Form(rows: faces.count, width: width, startIndex: 0)
        let table = try #require(Connectivity(rows, form, nodeCount: nodes.count))
        let mesh = try MeshTopology(
            nodes: nodes,
            faces: FaceTable(table, nodes: nodes),
            context: context
        )
        #expect(mesh.faces.flaws.count == 0)
        let index = try #require(mesh.faceIndex)
        switch location {
        case .node:
            return MeshGrid(
                kind: "ugrid",
                location: .node,
                places: .double(longitudes: FlatArray(longitudes), latitudes: FlatArray(latitudes)),
                finder: .nodes(
                    try NodeIndex(nodes, context: context),
                    around: MeshFinder.FacesAround(aroundNodes: index)
                )
            )
        default:
            return MeshGrid(
                kind: "ugrid",
                location: .face,
                places: .computed(mesh.faceMiddles),
                finder: .faces(index, bare: nil)
            )
        }
    }

    /// A picture around the first place that a face holds, about as wide as the mesh.
    func target(_ system: RasterTarget.System) -> RasterTarget {
        let middle = places.first { $0.face >= 0 }?.point ?? GeographicPoint(longitude: 0, latitude: 0)
        let height = max((latitudes.max() ?? 0) - (latitudes.min() ?? 0), 1e-3) / 2
        let degree = system == .geographic ? 1 : 6_378_137 * Double.pi / 180
        let y =
            system == .geographic
            ? middle.latitude : 180 / Double.pi * asinh(tan(middle.latitude * .pi / 180))
        return RasterTarget(
            system: system,
            minX: (middle.longitude - height) * degree,
            minY: (y - height) * degree,
            maxX: (middle.longitude + height) * degree,
            maxY: (y + height) * degree,
            width: 40,
            height: 30
        )
    }
}
