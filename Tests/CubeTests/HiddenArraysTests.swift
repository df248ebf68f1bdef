import CF
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// What of a store is left beside variables that may be seen: what says where and when those are, and nothing else.
@Suite struct HiddenArraysTests {
    private static let attributes: [(String, JSONValue)] = [
        ("title", "Open and secret_grid"), ("summary", "It also holds secret_grid."),
        ("source", "made of secret_grid"), ("institution", "Institute"), ("keywords", "reserves"),
    ]

    /// `open` on a grid, `secret_grid` on another with its own two-dimensional coordinates, a station outside, and numbers alone.
    private static func store() throws -> Dataset {
        let day = FixtureArray.axis("time", (0..<3).map { Int64($0) }, units: "days since 2000-01-01")
        let (lat, lon) = (
            FixtureArray.axis("lat", [10, 20], units: "degrees_north"),
            FixtureArray.axis("lon", [30, 40], units: "degrees_east")
        )
        func field(_ name: String, _ dimensions: [(String, Int)], _ attributes: [(String, JSONValue)])
            -> FixtureArray
        {
            let count = dimensions.reduce(1) { $0 * $1.1 }
            return FixtureArray(
                name,
                dimensions,
                .float32,
                (0..<count).map { Float($0) },
                attributes: attributes
            )
        }
        func number(_ name: String, _ attributes: [(String, JSONValue)] = []) -> FixtureArray {
            FixtureArray(name, [], .float64, [820_001.5], attributes: attributes)
        }
        let grid = [("time", 3), ("lat", 2), ("lon", 2)]
        return try CubeFixture(
            attributes: attributes,
            arrays: [
                day, lat, lon,
                field(
                    "open",
                    grid,
                    [
                        ("coordinates", "height"), ("grid_mapping", "crs"), ("comment", "from secret_grid"),
                        ("long_name", "open air"),
                    ]
                ),
                field(
                    "secret_grid",
                    [("time", 3), ("y", 2), ("x", 2)],
                    [("coordinates", "clat clon stime")]
                ),
                field("clat", [("y", 2), ("x", 2)], [("units", "degrees_north")]),
                field("clon", [("y", 2), ("x", 2)], [("units", "degrees_east")]),
                field("profile", [("time", 3), ("station", 2)], [("coordinates", "slat slon sname")]),
                field("slat", [("station", 2)], [("units", "degrees_north")]),
                field("slon", [("station", 2)], [("units", "degrees_east")]),
                number("height", [("units", "m"), ("standard_name", "height")]),
                number("crs", [("grid_mapping_name", "latitude_longitude")]),
                number("stime", [("units", "days since 2027-07-07")]), number("secret_total"),
            ],
            texts: [FixtureTexts("sname", along: "station", ["BASE-ALPHA", "BASE-BETA"])]
        ).dataset
    }

    struct Window: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let policy: Policy
        /// Of the open variable's own.
        let data: Set<String>
        /// Named by the policy beside it.
        var more: Set<String> = []
    }

    /// Around `open` alone: the cells of `secret_grid` lie at 0 to 3 degrees.
    private static let box = GeographicBox(west: 5, south: 5, east: 50, north: 50)

    private static var windows: [Window] {
        [
            Window(testDescription: "variables", policy: Policy(variables: ["open"]), data: ["open"]),
            Window(
                testDescription: "a number that is named",
                policy: Policy(variables: ["open", "secret_total"]),
                data: ["open"],
                more: ["secret_total"]
            ),
            Window(testDescription: "box", policy: Policy(box: box), data: ["open"]),
            Window(
                testDescription: "times and variables",
                policy: Policy(variables: ["open"], earliest: TimeText("2000-01-02").map { .at($0) }),
                data: ["open"]
            ),
        ]
    }

    @Test(arguments: windows) func onlyWhatBelongsToItIsLeft(_ window: Window) throws {
        let view = try Self.store().restricted(by: window.policy)
        #expect(Set(view.variables.map(\.name)) == window.data)
        #expect(
            Set(view.arrays.map(\.name))
                == window.data.union(["time", "lat", "lon", "height", "crs"]).union(window.more)
        )
        #expect(view.texts.isEmpty)
        #expect(Set(view.axes.map(\.name)) == ["time", "lat", "lon"])
    }

    @Test(arguments: windows) func textsNameNothingHidden(_ window: Window) throws {
        let view = try Self.store().restricted(by: window.policy)
        #expect(view.title == "fixture" && view.summary == nil)
        #expect(view.attributes.keys == ["institution"])
        let told = view.arrays.flatMap { $0.attributes.entries.compactMap(\.value.stringValue) }
        #expect(!told.contains { $0.contains("secret") })
        #expect(told.contains("open air"))
    }

    /// Nothing that everybody may see is missing.
    @Test func theWholeHasAll() throws {
        let names = Set(try Self.store().arrays.map(\.name))
        #expect(names.isSuperset(of: ["secret_total", "stime", "clat", "slat", "crs", "height"]))
    }
}
