import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Meshes of models that write no UGRID: known by their names.
@Suite struct MeshModelTests {
    private static let triangles = [[0, 1, 3], [4, 3, 1], [1, 2, 4], [5, 4, 2]]

    private func numbers(_ name: String, _ dimension: String, _ values: [Double], _ units: String?)
        -> FixtureArray
    {
        FixtureArray(
            name,
            [(dimension, values.count)],
            .float64,
            values,
            attributes: units.map { [("units", .string($0))] } ?? []
        )
    }

    /// Triangles by columns, from 1.
    private func table(_ name: String, _ dimensions: [(String, Int)]) -> FixtureArray {
        let values = (0..<3).flatMap { corner in Self.triangles.map { Int32($0[corner] + 1) } }
        return FixtureArray(name, dimensions, .int32, values)
    }

    private func field(_ name: String, _ dimension: (String, Int)) -> FixtureArray {
        FixtureArray(name, [dimension], .float32, (0..<dimension.1).map { Float($0) })
    }

    private static let longitudes: [Double] = [0, 1, 2, 0, 1, 2]
    private static let latitudes: [Double] = [50, 50, 50, 51, 51, 51]

    private func expectTriangles(_ grid: (any Grid)?) throws {
        let grid = try #require(grid as? MeshGrid)
        #expect(grid.kind == "points" && grid.location == .face && grid.columnCount == 4)
        for (longitude, latitude, face) in [
            (0.2, 50.2, 0), (0.8, 50.8, 1), (1.2, 50.2, 2), (1.8, 50.8, 3), (2.2, 50.5, -1),
        ] {
            let cell = grid.cell(containing: GeographicPoint(longitude: longitude, latitude: latitude))
            #expect((cell?.column ?? -1) == face)
        }
    }

    private func expectNodes(_ grid: (any Grid)?) throws {
        let grid = try #require(grid as? MeshGrid)
        #expect(grid.location == .node && grid.columnCount == 6)
        #expect(grid.cell(containing: GeographicPoint(longitude: 1.9, latitude: 50.9))?.column == 5)
    }

    @Test(arguments: [true, false]) func fvcom(statesCentres: Bool) throws {
        var arrays = [
            numbers("lon", "node", Self.longitudes, "degrees_east"),
            numbers("lat", "node", Self.latitudes, "degrees_north"),
            table("nv", [("three", 3), ("nele", 4)]), field("ua", ("nele", 4)), field("zeta", ("node", 6)),
        ]
        if statesCentres {
            arrays.append(numbers("lonc", "nele", [0.3, 0.7, 1.3, 1.7], "degrees_east"))
            arrays.append(numbers("latc", "nele", [50.3, 50.7, 50.3, 50.7], "degrees_north"))
        }
        let dataset = try CubeFixture(arrays: arrays).dataset
        #expect(dataset.variables.map(\.name).sorted() == ["ua", "zeta"])
        try expectTriangles(try dataset.variable(named: "ua").grid)
        try expectNodes(try dataset.variable(named: "zeta").grid)
        #expect(dataset.findings == [Finding(subject: "nv", problem: .mesh(.byNames(.fvcom)))])
        let centre = try dataset.variable(named: "ua").grid?.centre(of: GridCell(column: 0, row: 0))
        #expect(abs((centre?.longitude ?? 0) - (statesCentres ? 0.3 : 1.0 / 3)) < 0.01)
    }

    @Test func fesom() throws {
        let dataset = try CubeFixture(arrays: [
            numbers("lon", "nod2", Self.longitudes, "degrees_east"),
            numbers("lat", "nod2", Self.latitudes, "degrees_north"),
            table("elements", [("n3", 3), ("elem", 4)]), field("u", ("elem", 4)), field("temp", ("nod2", 6)),
        ]).dataset
        #expect(dataset.variables.map(\.name).sorted() == ["temp", "u"])
        try expectTriangles(try dataset.variable(named: "u").grid)
        try expectNodes(try dataset.variable(named: "temp").grid)
        #expect(dataset.findings == [Finding(subject: "elements", problem: .mesh(.byNames(.fesom)))])
    }

    /// Corners by names alone, in the radians of their centres; of fewer corners the last is repeated or missing.
    @Test(arguments: [true, false]) func icon(areBounds: Bool) throws {
        let radians = { (degrees: [Double]) in degrees.map { $0 * .pi / 180 } }
        let corners = { (values: [Double], last: Double?) in
            Self.triangles.flatMap { corners in
                corners.map { values[$0] } + [last ?? values[corners[2]]]
            }
        }
        let centres = { (name: String, values: [Double], bounds: String) in
            FixtureArray(
                name,
                [("ncells", 4)],
                .float64,
                radians(values),
                attributes: [
                    ("units", "radian"),
                    ("standard_name", .string(name == "clon" ? "longitude" : "latitude")),
                ]
                    + (areBounds ? [("bounds", .string(bounds))] : [])
            )
        }
        let vertices = { (name: String, values: [Double]) in
            FixtureArray(
                name,
                [("ncells", 4), ("vertices", 4)],
                .float64,
                radians(corners(values, areBounds ? .nan : nil))
            )
        }
        let dataset = try CubeFixture(arrays: [
            centres("clon", [0.3, 0.7, 1.3, 1.7], "clon_vertices"),
            centres("clat", [50.3, 50.7, 50.3, 50.7], "clat_vertices"),
            vertices("clon_vertices", Self.longitudes), vertices("clat_vertices", Self.latitudes),
            FixtureArray(
                "t_2m",
                [("ncells", 4)],
                .float32,
                [1, 2, 3, 4] as [Float],
                attributes: [("coordinates", "clat clon")]
            ),
        ]).dataset
        let grid = try dataset.variable(named: "t_2m").grid
        try expectTriangles(grid)
        let mesh = dataset.findings.filter { if case .mesh = $0.problem { true } else { false } }
        #expect(mesh.map(\.problem) == (areBounds ? [] : [.mesh(.byNames(.icon))]))
        let centre = try #require(grid?.centre(of: GridCell(column: 3, row: 0)))
        #expect(abs(centre.longitude - 1.7) < 1e-9 && abs(centre.latitude - 50.7) < 1e-9)
    }

    /// The grid is in another file: its name is the remedy.
    @Test(arguments: [
        ("grid_file_uri", JSONValue.string("http://icon/grid.nc"), "http://icon/grid.nc"),
        ("number_of_grid_used", 13, "13"),
    ])
    func placesElsewhere(attribute: String, value: JSONValue, text: String) throws {
        let dataset = try CubeFixture(
            attributes: [(attribute, value)],
            arrays: [
                FixtureArray(
                    "t",
                    [("ncells", 4)],
                    .float32,
                    [1, 2, 3, 4] as [Float],
                    attributes: [("CDI_grid_type", "unstructured")]
                )
            ]
        ).dataset
        #expect(try dataset.variable(named: "t").grid == nil)
        #expect(
            dataset.findings == [
                Finding(subject: "t", problem: .mesh(.elsewhere(attribute: attribute, value: text)))
            ]
        )
    }
}
