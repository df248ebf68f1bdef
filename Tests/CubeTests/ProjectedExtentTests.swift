import Cube
import Glibc
import Grids
import JSON
import TestSupport
import Testing
import Zarr

/// The box around grids of which a part is off the globe.
struct ProjectedExtentTests {
    /// A geostationary satellite sees the equator as far as acos(a ÷ (a + h)) from the point below it: 81.299 degrees.
    ///
    /// The highest latitude, 81.328, is pyproj's.
    @Test(arguments: [11, 12, 200])
    func theDiskOfASatelliteEndsAtItsLimb(side: Int) throws {
        let (radius, height) = (6_378_137.0, 35_785_831.0)
        let places = (0..<side).map { (Double($0) + 0.5) / Double(side) * 0.31 - 0.155 }
        let axis = { (name: String) in
            FixtureArray.axis(
                name,
                places,
                units: "rad",
                attributes: [("standard_name", .string("projection_\(name)_angular_coordinate"))]
            )
        }
        let mapping: [(String, JSONValue)] = [
            ("grid_mapping_name", "geostationary"), ("perspective_point_height", .number(height)),
            ("longitude_of_projection_origin", 10), ("latitude_of_projection_origin", 0),
            ("sweep_angle_axis", "y"), ("semi_major_axis", .number(radius)),
            ("semi_minor_axis", 6_356_752.314245),
        ]
        let grid = FixtureGrid([axis("y"), axis("x")], mapping: .mapping(mapping))
        let dataset = try CubeFixture(grid, [grid.numbered { _ in UInt8(0) }]).dataset
        let extent = try #require(dataset.variable(named: "v").grid).extent
        let limb = acos(radius / (radius + height)) / .pi * 180
        #expect(abs(extent.west - (10 - limb)) < 0.1 && abs(extent.east - (10 + limb)) < 0.1, "\(extent)")
        #expect(abs(extent.south + 81.328) < 0.1 && abs(extent.north - 81.328) < 0.1, "\(extent)")
    }
}
