import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// The worker's memory as a limit: a dry run says of every picture what the picture itself meets, and a refusal what passes.
struct MemoryTests {
    /// 2° × 2° in 36 chunks of 60 kB.
    private static let grid = FixtureGrid.latLon(
        (0..<90).map { 89 - 2 * Double($0) },
        (0..<180).map { 2 * Double($0) - 179 }
    )
    private static let field = grid.numbered("field", chunkShape: [15, 30]) { Double($0 % 100) }

    private static func fixture(budget: Int) throws -> MapFixture {
        try MapFixture(grid.coordinates + [field], budget: budget)
    }

    @Test(arguments: ["GetMap", "GetFeatureInfo", "GetLegendGraphic"], ["image/png", "image/jpeg"])
    func aDryRunPassesWhereTheRequestDoes(request: String, format: String) throws {
        let fixture = try Self.fixture(budget: 1_333_334)
        var random = SplitMix(state: 5)
        var outcomes: [Bool: Int] = [:]
        for _ in 0..<40 {
            let (west, south) = (
                Int.random(in: -180...170, using: &random), Int.random(in: -90...80, using: &random)
            )
            let (east, north) = (
                Int.random(in: (west + 1)...180, using: &random),
                Int.random(in: (south + 1)...90, using: &random)
            )
            var changes: [String: String?] = [
                "REQUEST": request, "BBOX": "\(west),\(south),\(east),\(north)", "FORMAT": format,
                "WIDTH": "\(Int.random(in: 1...900, using: &random))",
                "HEIGHT": "\(Int.random(in: 1...900, using: &random))", "QUERY_LAYERS": "field", "I": "0",
                "J": "0",
                "LAYER": "field", "COLORSCALERANGE": Bool.random(using: &random) ? "0,100" : nil,
            ]
            let answer = try fixture.map(changes)
            changes["DRYRUN"] = "1"
            let plan = try JSONParser.parse(fixture.map(changes).text)
            #expect(plan["passes"] == .bool(answer.status != 413), "\(changes) \(answer.text.prefix(300))")
            #expect(plan["limits"]?["memory"] == JSONValue(fixture.cube.ledger.assured))
            outcomes[answer.status == 200, default: 0] += 1
        }
        #expect(request == "GetFeatureInfo" || outcomes[false, default: 0] > 3, "\(outcomes)")
        #expect(outcomes[true, default: 0] > 3, "\(outcomes)")
    }

    @Test func refusalsForMemorySayWhatPasses() throws {
        let fixture = try Self.fixture(budget: 1_333_334)
        let query: [String: String?] = ["WIDTH": "1800", "HEIGHT": "900"]
        let answer = try fixture.map(query)
        let words = answer.text.replacing("&#39;", with: "'").replacing("&amp;", with: "&")
        #expect(
            answer.status == 413
                && words.contains("the limit is \(fixture.cube.ledger.assured) ('server: memory'"),
            "\(words)"
        )
        let start = try #require(words.firstRange(of: "With WIDTH=")?.upperBound)
        let width = String(words[start...].prefix { $0.isNumber })
        let next = try #require(words.firstRange(of: "&HEIGHT=")?.upperBound)
        let height = String(words[next...].prefix { $0.isNumber })
        #expect(Int(width).map { $0 > 100 } == true)
        #expect(try fixture.map(["WIDTH": width, "HEIGHT": height]).status == 200)
        #expect(fixture.cube.ledger.reserved == 0)
    }

    /// Capabilities of four times as many layers take four times as long, or little more.
    @Test(arguments: ["1.3.0", "1.1.1"], [false, true])
    func capabilitiesGrowWithTheirLayers(version: String, apart: Bool) throws {
        let factor = try ManyVariables.growth(apart: apart) { cube in
            let fixture = MapFixture(cube)
            let query = "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=\(version)"
            let answer = try fixture.get(query, dataset: "many")
            #expect(answer.status == 200)
        }
        #expect(factor < 9)
    }
}
