import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Places that change along a further dimension, as those of a cubed sphere's faces: longitudes and latitudes along single
/// dimensions beside them are for programs that know no other.
@Suite struct FaceCoordinateTests {
    private func grid(coordinates: String?) throws -> (grid: (any Grid)?, findings: [Finding]) {
        let degrees = { (name: String, units: String) in
            FixtureArray(
                name,
                [(name, 3)],
                .float64,
                [-10.0, 0, 10],
                attributes: [("units", .string(units))]
            )
        }
        let places = { (name: String, units: String) in
            FixtureArray(
                name,
                [("face", 2), ("lat", 3), ("lon", 3)],
                .float64,
                (0..<18).map { Double($0) },
                attributes: [("units", .string(units))]
            )
        }
        let dataset = try CubeFixture(arrays: [
            degrees("lat", "degrees_north"), degrees("lon", "degrees_east"),
            places("lats", "degrees_north"), places("lons", "degrees_east"),
            FixtureArray(
                "v",
                [("face", 2), ("lat", 3), ("lon", 3)],
                .float32,
                (0..<18).map { Float($0) },
                attributes: coordinates.map { [("coordinates", .string($0))] } ?? []
            ),
        ]).dataset
        return (try dataset.variable(named: "v").grid, dataset.findings)
    }

    @Test func facesHaveNoPlaceByTheirFirst() throws {
        let (grid, findings) = try grid(coordinates: "lons lats")
        #expect(grid == nil)
        #expect(findings.contains(Finding(subject: "v", problem: .curvilinear)))
    }

    @Test(arguments: [nil, "lons", "face"]) func othersKeepTheirs(coordinates: String?) throws {
        #expect(try grid(coordinates: coordinates).grid?.kind == "rectilinear")
    }
}
