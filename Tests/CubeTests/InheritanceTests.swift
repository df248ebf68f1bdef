import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// What a group takes over from those above it (CF 1.11, section 2.7).
@Suite struct InheritanceTests {
    /// Groups from the one in question upwards.
    private static func inherited(_ groups: [ZarrGroup]) throws -> [String] {
        try Dataset.fixture(groups[0], below: Array(groups.dropFirst())).inherited.map {
            "\($0.name)\($0.shape)"
        }
    }

    private static func array(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        let count = dimensions.reduce(1) { $0 * $1.1 }
        return FixtureArray(name, dimensions, .float64, (0..<count).map(Double.init), attributes: attributes)
    }

    /// Bounds of a coordinate, a mapping, places over two dimensions and what is named in `coordinates`, but no data.
    @Test func whatIsReferredToComesAlong() throws {
        let above = ZarrGroup.fixture(
            "",
            [
                Self.array("time", [("time", 2)], [("bounds", "time_bnds")]),
                Self.array("time_bnds", [("time", 2), ("bnds", 2)]),
                Self.array("crs", [], [("grid_mapping_name", "latitude_longitude")]),
                Self.array("height", []), Self.array("unused", []),
                Self.array("lat", [("y", 2), ("x", 2)], [("units", "degrees_north")]),
                Self.array("lon", [("y", 2), ("x", 2)], [("units", "degrees_east")]),
                Self.array("data", [("time", 2), ("y", 2), ("x", 2)]),
                Self.array("level", [("level", 3)]),
            ]
        )
        let v = Self.array(
            "v",
            [("time", 2), ("y", 2), ("x", 2)],
            [("coordinates", "height absent"), ("grid_mapping", "crs: y x")]
        )
        let found = try Self.inherited([ZarrGroup.fixture("g", [v]), above])
        #expect(Set(found) == ["time[2]", "time_bnds[2, 2]", "crs[]", "height[]", "lat[2, 2]", "lon[2, 2]"])
        #expect(found.count == 6)
    }

    /// Of a name the nearest; what is its own, or of another length, hides it.
    @Test func theNearestCounts() throws {
        let top = ZarrGroup.fixture("", [Self.array("x", [("x", 2)]), Self.array("t", [("t", 4)])])
        let middle = ZarrGroup.fixture("a", [Self.array("x", [("x", 3)])])
        let v = Self.array("v", [("x", 3), ("t", 4)])
        #expect(try Self.inherited([ZarrGroup.fixture("a/b", [v]), middle, top]) == ["x[3]", "t[4]"])
        let own = Self.array("x", [("x", 3)])
        #expect(try Self.inherited([ZarrGroup.fixture("a/b", [v, own]), middle, top]) == ["t[4]"])
        let shorter = Self.array("v", [("x", 2), ("t", 4)])
        #expect(try Self.inherited([ZarrGroup.fixture("a/b", [shorter]), middle, top]) == ["t[4]"])
        #expect(try Self.inherited([ZarrGroup.fixture("a/b", []), middle, top]).isEmpty)
    }

    /// Labels above are coordinates as well.
    @Test func textsAreInherited() throws {
        let labels = FixtureTexts("station", along: "station", ["a", "b"])
        let above = ZarrGroup.fixture("", [], texts: [labels])
        #expect(
            try Self.inherited([ZarrGroup.fixture("g", [Self.array("v", [("station", 2)])]), above]) == [
                "station[2]"
            ]
        )
    }
}
