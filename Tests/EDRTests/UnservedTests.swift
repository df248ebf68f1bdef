import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// What is in the store and cannot be had here is not denied: the refusal says why, and what has it.
@Suite struct UnservedTests {
    private static func cube(_ limits: Limits = Limits(), width: Int = 4) throws -> CubeFixture {
        let grid = FixtureGrid.latLon([10, 0], (0..<width).map { Double($0) / 16 })
        return try CubeFixture(
            id: "cube",
            arrays: grid.coordinates + [
                grid.numbered("v") { Float($0) },
                grid.without("lat", "lon").numbered("lonely") { _ in Float(0) },
                FixtureArray("empty", [("n", 0), ("lat", 2)], .float32, [Float](), chunkShape: [1, 2]),
            ],
            texts: [FixtureTexts("name", along: "lat", ["a", "b"])],
            limits: limits
        )
    }

    private func description(_ query: String, _ cube: CubeFixture) throws -> String {
        let answer = try EDRFixture.ask("/edr/collections/cube\(query)", [cube])
        #expect(answer.status == 400 || answer.status == 404)
        return try EDRFixture.json(answer).at("description").stringValue ?? ""
    }

    @Test(arguments: [
        ("name", "its values are texts"), ("empty", "it has no values, as it is empty along 'n'; DAP4"),
        ("lat", "it tells where other variables are"),
        ("lonely", "it is a single value without a place; DAP"),
    ])
    func aVariableIsNotDenied(name: String, reason: String) throws {
        let text = try description("/position?coords=POINT(0 1)&parameter-name=\(name)", Self.cube())
        #expect(text.hasPrefix("The variable '\(name)' is not served here: "), "\(text)")
        #expect(text.contains(reason), "\(text)")
    }

    /// Those that have no place are no suggestion.
    @Test func whatIsNotThereIsSaidToBeNone() throws {
        let text = try description("/position?coords=POINT(0 1)&parameter-name=xyzzy", Self.cube())
        #expect(text == "There is no variable 'xyzzy' here. There is: v.")
    }

    /// 3,000 longitudes are 24,000 bytes and more, of which 20,000 are allowed.
    @Test func aLimitOnCoordinatesIsNamed() throws {
        var limits = Limits()
        limits.coordinateBytes = 20_000
        let cube = try Self.cube(limits, width: 3000)
        for query in ["", "/position?coords=POINT(0 1)", "/position?coords=POINT(0 1)&parameter-name=v"] {
            let text = try description(query, cube)
            #expect(text.contains("'v': its coordinate 'lon' needs"), "\(text)")
            #expect(text.contains("of which 'limits: coordinate_bytes' leaves"), "\(text)")
        }
    }

    /// What was asked for is named, though something else stands before it; without a name what could be a field is.
    @Test func theVariableThatWasAskedForIsNamed() throws {
        var limits = Limits()
        limits.coordinateBytes = 20_000
        let grid = FixtureGrid.latLon([10, 0], (0..<3000).map { Double($0) / 16 })
        let cube = try CubeFixture(
            id: "cube",
            arrays: grid.coordinates + [
                grid.without("lat").numbered("a") { Float($0) }, grid.numbered("u") { Float($0) },
                grid.numbered("v") { Float($0) },
            ],
            limits: limits
        )
        for (names, told) in [("&parameter-name=v", "v"), ("&parameter-name=nothing,v", "v"), ("", "u")] {
            let text = try description("/position?coords=POINT(0 1)\(names)", cube)
            #expect(text.contains("'\(told)': its coordinate 'lon' needs"), "\(text)")
        }
    }
}
