import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// `grid_mapping` in its extended form (CF 1.11, section 5.6, example 5.12): mappings with the coordinates they are for.
@Suite struct GridMappingTests {
    /// Cells of 10 km of the National Grid, from its origin.
    private func dataset(mapping: String) throws -> Dataset {
        let places = (0..<70).map { 5000 + 10_000 * Double($0) }
        let line = { (name: String) in
            let meaning = JSONValue.string("projection_\(name)_coordinate")
            return FixtureArray.axis(name, places, attributes: [("standard_name", meaning), ("units", "m")])
        }
        let nationalGrid: [(String, JSONValue)] = [
            ("grid_mapping_name", "transverse_mercator"), ("semi_major_axis", 6_377_563.396),
            ("inverse_flattening", 299.3249646), ("latitude_of_projection_origin", 49),
            ("longitude_of_central_meridian", -2), ("scale_factor_at_central_meridian", 0.9996012717),
            ("false_easting", 400_000), ("false_northing", -100_000),
        ]
        let geographic: [(String, JSONValue)] = [
            ("grid_mapping_name", "latitude_longitude"), ("semi_major_axis", 6_378_137),
            ("inverse_flattening", 298.257223563),
        ]
        let grid = FixtureGrid([line("y"), line("x")])
        return try CubeFixture(
            grid,
            [
                .mapping(nationalGrid, name: "crsOSGB"), .mapping(geographic, name: "crsWGS84"),
                .mapping([("crs_wkt", "EPSG:4326")], name: "crsText"),
                grid.numbered(attributes: [("grid_mapping", .string(mapping))]),
            ]
        ).dataset
    }

    /// Eastings and northings by pyproj; each place is asked for its cell.
    @Test(arguments: [
        "crsOSGB", "crsOSGB: x y", "crsOSGB: x y crsWGS84: lat lon", "crsWGS84: lat lon crsOSGB: x y",
        "crsWGS84: latitude longitude\n crsOSGB:  y x",
    ])
    func theMappingOfTheAxesIsTaken(mapping: String) throws {
        let dataset = try dataset(mapping: mapping)
        #expect(dataset.variables.map(\.name) == ["v"])
        let grid = try #require(dataset.variables[0].grid)
        #expect(grid.kind == "projected")
        for (longitude, latitude, easting, northing) in [
            (-1.25, 51.75, 451_768.913, 206_017.123), (-3.2, 55.95, 325_071.327, 673_641.686),
            (0.1, 52.2, 543_501.024, 257_875.098), (-5.5, 50.1, 149_737.347, 28_150.452),
        ] {
            let cell = grid.cell(containing: GeographicPoint(longitude: longitude, latitude: latitude))
            #expect(cell == GridCell(column: Int(easting / 10_000), row: Int(northing / 10_000)))
        }
    }

    /// Metres are not taken for what another mapping says of longitudes and latitudes.
    @Test(arguments: ["crsNone: x y crsWGS84: lat lon", "crsWGS84: lat lon crsNone: x y", "crsNone: x y"])
    func anAbsentMappingOfTheAxesIsNotReplacedByAnother(mapping: String) throws {
        let dataset = try dataset(mapping: mapping)
        #expect(dataset.variables[0].grid == nil)
        #expect(VariableCapabilities(dataset.variables[0], in: dataset).noPlace != nil)
        #expect(dataset.findings.map(\.problem).contains(.absentGridMapping(name: "crsNone")))
    }

    /// Metres along axes that only geographic mappings describe are no degrees.
    @Test(arguments: ["crsWGS84: lat lon", "crsWGS84", "crsText: lat lon", "crsText"])
    func metresAreNoDegrees(mapping: String) throws {
        let cube = try dataset(mapping: mapping)
        #expect(cube.variables[0].grid == nil)
        #expect(VariableCapabilities(cube.variables[0], in: cube).noPlace != nil)
    }
}
