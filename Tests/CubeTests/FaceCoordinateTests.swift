import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Places that change along a further dimension, as those of a cubed sphere's faces: longitudes and latitudes along single
/// dimensions beside them are for programs that know no other.
@Suite struct FaceCoordinateTests {
    private func grid(coordinates: String?) throws -> (grid: (any Grid)?, findings: [Finding]) {
        let lines = FixtureGrid.latLon([-10, 0, 10], [-10, 0, 10])
        let faces = FixtureGrid.latLon([-10, 0, 10], [-10, 0, 10], along: [.axis("face", [0, 1])])
        let places = { (name: String, units: JSONValue) in
            faces.numbered(name, attributes: [("units", units)]) { Double($0) }
        }
        let dataset = try CubeFixture(
            lines,
            [
                places("lats", "degrees_north"), places("lons", "degrees_east"),
                faces.numbered(attributes: coordinates.map { [("coordinates", .string($0))] } ?? []),
            ]
        ).dataset
        return (try dataset.variable(named: "v").grid, dataset.findings)
    }

    @Test func facesHaveThePlacesThatAreListed() throws {
        let (grid, findings) = try grid(coordinates: "lons lats")
        #expect(grid?.kind == "curvilinear" && grid?.rowCount == 6)
        #expect(!findings.contains(Finding(subject: "v", problem: .curvilinear)))
    }

    @Test(arguments: [nil, "lons", "face"]) func othersKeepTheirs(coordinates: String?) throws {
        #expect(try grid(coordinates: coordinates).grid?.kind == "rectilinear")
    }
}
