import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// The same area asked in several turns of longitude, on grids that begin at different meridians.
@Suite struct SameAreaTests {
    /// Ten-degree cells whose value tells their place: 1000 × latitude + longitude in −180…180.
    private static func globe(_ id: String, from first: Double) throws -> CubeFixture {
        let longitudes = (0..<36).map { first + 5 + 10 * Double($0) }
        let latitudes = (0..<18).map { 85 - 10 * Double($0) }
        return try .latLon(latitudes, longitudes, id: id, chunkShape: [5, 7]) { place -> Float in
            let longitude = longitudes[place[1]]
            return Float(1000 * latitudes[place[0]] + longitude - 360 * (longitude / 360).rounded())
        }
    }

    private struct Area: Sendable, CustomTestStringConvertible {
        let west, east: Double
        /// Of the cells inside, from west to east, in −180…180.
        let cells: [Double]
        var testDescription: String { "\(west)…\(east)" }
    }

    private static let areas: [Area] = [
        Area(west: 350, east: 10, cells: [-5, 5]), Area(west: -10, east: 10, cells: [-5, 5]),
        Area(west: 350, east: 370, cells: [-5, 5]), Area(west: 170, east: -170, cells: [175, -175]),
        Area(west: 170, east: 190, cells: [175, -175]), Area(west: -190, east: -170, cells: [175, -175]),
        Area(west: -180, east: 180, cells: (0..<36).map { -175 + 10 * Double($0) }),
    ]

    private func values(_ address: String, _ globe: CubeFixture) throws -> [[Float]] {
        let answer = try EDRFixture.ask(address, [globe])
        #expect(answer.status == 200, "\(answer.text)")
        let coverage = try EDRFixture.json(answer)
        let columns = coverage.at("domain.axes.x.values").arrayValue?.count ?? 1
        let values = coverage.at("ranges.v.values").arrayValue?.map { Float($0.doubleValue ?? .nan) } ?? []
        return stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<($0 + columns)]) }
    }

    @Test(arguments: areas, [("greenwich", 0.0), ("antimeridian", -180), ("pacific", -270), ("beyond", 180)])
    private func boxesAndPolygons(area: Area, grid: (id: String, first: Double)) throws {
        let globe = try Self.globe(grid.id, from: grid.first)
        let rows = [5.0, -5]
        let expected = rows.map { row in area.cells.map { Float(1000 * row + $0) } }
        let box = "/edr/collections/\(grid.id)/cube?bbox=\(area.west),-10,\(area.east),10"
        #expect(try values(box, globe) == expected)
        // Polygons have no antimeridian: their edges are straight, whatever the turn.
        guard area.west < area.east else { return }
        let (west, east) = (area.west, area.east)
        let ring = "\(west) -10,\(east) -10,\(east) 10,\(west) 10,\(west) -10"
        #expect(try values("/edr/collections/\(grid.id)/area?coords=POLYGON((\(ring)))", globe) == expected)
    }
}
