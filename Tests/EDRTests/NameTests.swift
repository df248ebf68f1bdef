import Failures
import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

/// Variables and labels with a comma in their names.
@Suite struct NameTests {
    private static let names = ["a,b", "a", "c", "x%2Cy", "d,e,f"]

    private static func cube(limits: Limits = Limits(), _ names: [String] = names) throws -> CubeFixture {
        let grid = FixtureGrid.latLon()
        return try CubeFixture(
            id: "cube",
            arrays: grid.coordinates
                + names.enumerated().map { number, name in
                    grid.numbered(name) { Float(100 * number + $0) }
                },
            limits: limits
        )
    }

    private static func answer(_ query: String, _ cube: CubeFixture) throws -> FinishedResponse {
        try EDRFixture.ask("/edr/collections/cube/position?coords=POINT(0%2060)&\(query)", [cube])
    }

    /// `b`, `d`, `e` and `x` are no variables.
    @Test(arguments: [
        ("a%2Cb", ["a,b"]), ("a,b", ["a,b"]), ("a%2Cb%2Cc", ["a,b", "c"]), ("c,a%2Cb", ["c", "a,b"]),
        ("a%2Cc", ["a", "c"]), ("a,c", ["a", "c"]), ("d%2Ce%2Cf", ["d,e,f"]), ("c%2Cd,e,f,", ["c", "d,e,f"]),
        ("x%252Cy", ["x%2Cy"]), ("a%2Cb,x%252Cy", ["a,b", "x%2Cy"]),
    ]) func commasMayBePartOfNames(list: String, names: [String]) throws {
        let response = try Self.answer("parameter-name=\(list)", Self.cube())
        #expect(response.status == 200, "\(response.text)")
        let ranges = try EDRFixture.json(response)["ranges"]?.objectValue
        #expect(Set(ranges?.keys ?? []) == Set(names))
    }

    /// Where `b` is one as well, the escape tells what is meant.
    @Test func literalCommasSeparate() throws {
        let cube = try Self.cube(["a", "b", "a,b"])
        for (list, names) in [("a,b", ["a", "b"]), ("a%2Cb", ["a,b"]), ("a,b,a%2Cb", ["a", "b", "a,b"])] {
            let ranges = try EDRFixture.json(Self.answer("parameter-name=\(list)", cube))["ranges"]
            #expect(Set(ranges?.objectValue?.keys ?? []) == Set(names), "\(list)")
        }
    }

    @Test func unknownNamesAreNamed() throws {
        let response = try Self.answer("parameter-name=a%2Cb%2Cnone", Self.cube())
        #expect(response.status == 400)
        #expect(response.text.contains("'none'"), "\(response.text)")
    }

    /// The advice names them so that it can be followed.
    @Test func adviceEscapesThem() throws {
        var limits = Limits()
        limits.outputCells = 3
        let response = try Self.answer("parameter-name=a%2Cb,a,c,d%2Ce%2Cf", Self.cube(limits: limits))
        #expect(response.status == 413)
        let advice = try #require(response.text.firstMatch(of: /With (parameter-name=[^ ]*) it passes/))
        #expect(advice.1 == "parameter-name=a%2Cb,a,c", "\(response.text)")
        #expect(try Self.answer(String(advice.1), Self.cube(limits: limits)).status == 200)
    }
}
