import Cube
import Execution
import Failures
import Gateway
import JSON
import Serving
import TestSupport
import Testing
import Zarr

@testable import DAP

/// The worker's memory as a limit: a dry run says of every request what the request itself meets.
@Suite struct MemoryTests {
    private static func client(budget: Int) throws -> DAPClient {
        let cube = try CubeFixture(
            arrays: [
                FixtureArray(
                    "v",
                    [("t", 20), ("y", 64), ("x", 64)],
                    .float32,
                    (0..<(20 * 64 * 64)).map { Float($0) },
                    chunkShape: [10, 32, 32]
                ),
                FixtureArray("w", [("t", 20)], .float16, [Float16](repeating: 1, count: 20)),
            ],
            texts: [
                FixtureTexts("name", along: "x", (0..<64).map { "station \($0)" }),
                FixtureTexts(
                    "words",
                    along: "words",
                    (0..<1200).map { "\($0)" + String(repeating: "x", count: 40) }
                ),
            ],
            budget: budget,
            streaming: StreamSizes(wanted: 64 << 10, tolerated: 512 << 10)
        )
        return DAPClient([cube])
    }

    /// A grid is its array and two maps, three chunks; the array alone is one.
    @Test(arguments: [".dods", ".ascii"]) func whereNoPartOfAGridPassesItsArrayIsNamed(suffix: String) throws
    {
        var limits = Limits()
        limits.chunks = 2
        let client = DAPClient([try CubeFixture.latLon(limits: limits)])
        for query in ["v", "v[0][0]"] {
            let refusal = try client.get("/dap/fixture\(suffix)", query: query)
            #expect(refusal.status == 413)
            let advised = try #require(refusal.text.firstMatch(of: /The constraint '([^']+)' passes/)?.1)
            #expect(advised.hasPrefix("v.v["))
            #expect(try client.get("/dap/fixture\(suffix)", query: String(advised)).status == 200)
        }
    }

    @Test(arguments: [400_000, 500_000, 650_000])
    func aDryRunPassesWhereTheRequestDoes(budget: Int) throws {
        let client = try Self.client(budget: budget)
        var random = SplitMix(state: UInt64(budget))
        var outcomes: [Bool: Int] = [:]
        for _ in 0..<60 {
            let ranges = [20, 64, 64].map { length in
                let first = Int.random(in: 0..<length, using: &random)
                return "[\(first):\(Int.random(in: first..<length, using: &random))]"
            }
            let constraint =
                ["v" + ranges.joined(), "v" + ranges.joined() + ",w", "name", "words"]
                .randomElement(using: &random) ?? "w"
            let kind = [".dods", ".ascii", ".dap"].randomElement(using: &random) ?? ".dods"
            let query =
                kind == ".dap"
                ? "dap4.ce=" + constraint.split(separator: ",").map { "/\($0)" }.joined(separator: ";")
                : constraint
            let answer = try client.get("/dap/fixture\(kind)", query: query)
            let prefer = [(name: "Prefer", value: "dry-run")]
            let text = try client.get("/dap/fixture\(kind)", query: query, headers: prefer).text
            // The suffix says the same, whatever it stands behind.
            #expect(try client.get("/dap/fixture\(kind).plan", query: query).text == text)
            let plan = try JSONParser.parse(text)
            #expect((plan["limits"]?["output_cells"] != nil) == (kind == ".ascii"))
            #expect(
                plan["passes"] == .bool(answer.status != 413),
                "\(kind) \(query) \(answer.text.prefix(300))"
            )
            #expect(plan["limits"]?["memory"] == JSONValue(client.cubes[0].ledger.assured))
            if let memory = plan["cost"]?["memory"]?.doubleValue { #expect(Int(memory) <= budget) }
            outcomes[answer.status == 200, default: 0] += 1
        }
        #expect(outcomes[true, default: 0] > 5 && outcomes[false, default: 0] > 0, "\(outcomes)")
    }

    /// Ten steps of whole chunks cost no more than ten that cut through twice as many: where these pass, those do.
    @Test(arguments: Array(stride(from: 380_000, through: 700_000, by: 20_000)))
    func noShiftDecides(budget: Int) throws {
        let client = try Self.client(budget: budget)
        let passes = try (0...10).map { first in
            try client.get("/dap/fixture.dods", query: "v[\(first):\(first + 9)][0:63][0:63]").status == 200
        }
        #expect(passes[0] || !passes.contains(true), "\(passes)")
        #expect(passes[10] || !passes.contains(true), "\(passes)")
    }

    @Test func refusalsForMemorySayWhatPasses() throws {
        let client = try Self.client(budget: 500_000)
        let answer = try client.get("/dap/fixture.dods", query: "words")
        #expect(answer.status == 413 && answer.text.contains("('server: memory'"))
        let start = try #require(answer.text.firstRange(of: "The constraint '")?.upperBound)
        let constraint = String(answer.text[start...].prefix { $0 != "'" })
        #expect(try client.get("/dap/fixture.dods", query: constraint).status == 200, "\(constraint)")
    }

    /// One chunk of `v` takes 10 × 32 × 32 × 4 bytes, and a text its 40: where not one value passes, only the operator helps.
    @Test(arguments: [
        (".dods", "v"), (".dods", "v[0][0][0]"), (".ascii", "v[0][0][0]"), (".dap", "dap4.ce=/v[0][0][0]"),
    ])
    func whereNothingPassesTheOperatorIsNamed(suffix: String, query: String) throws {
        let client = try Self.client(budget: 30_000)
        let answer = try client.get("/dap/fixture\(suffix)", query: query)
        #expect(answer.status == 413 && answer.text.contains("memory"), "\(answer.text)")
        let words = answer.text.replacing("&#39;", with: "'")
        let name = suffix == ".dap" ? "/v" : "v"
        #expect(words.contains("Not even one value of '\(name)' passes"), "\(words)")
        #expect(words.contains("would have to raise 'server: memory'"), "\(words)")
    }

    /// The structure, the attributes and both pages of four times as many variables take four times as long, or little more.
    @Test(arguments: [".dds", ".das", ".dmr", ".html", ".info"], [false, true])
    func descriptionsGrowWithTheirVariables(suffix: String, apart: Bool) throws {
        let factor = try ManyVariables.growth(apart: apart) { cube in
            let answer = try DAPClient([cube]).get("/dap/many\(suffix)")
            #expect(answer.status == 200)
        }
        #expect(factor < 9)
    }
}
