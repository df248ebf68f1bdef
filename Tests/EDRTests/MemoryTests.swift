import Cube
import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// The worker's memory as a limit: a dry run says of every request what the request itself meets.
@Suite struct MemoryTests {
    private static let grid = FixtureGrid.latLon(
        (0..<60).map { 59 - 2 * Double($0) },
        (0..<90).map { 4 * Double($0) - 178 },
        along: [.times(Array(0..<Int32(16)), "days since 2000-01-01")]
    )

    private static func cube() throws -> CubeFixture {
        try CubeFixture(
            id: "cube",
            arrays: grid.coordinates + [grid.numbered(chunkShape: [8, 30, 45]) { Double($0) }],
            budget: 400_000,
            streaming: StreamSizes(wanted: 64 << 10, tolerated: 512 << 10)
        )
    }

    @Test func aDryRunPassesWhereTheRequestDoes() throws {
        let cube = try Self.cube()
        var random = SplitMix(state: 3)
        var outcomes: [Bool: Int] = [:]
        for _ in 0..<60 {
            let west = Int.random(in: -180 ... -150, using: &random)
            let south = Int.random(in: -60...0, using: &random)
            let east = west + Int.random(in: 100...330, using: &random)
            let north = south + Int.random(in: 20...60, using: &random)
            let first = Int.random(in: 1...16, using: &random)
            let last = Int.random(in: first...16, using: &random)
            let day = { (day: Int) in "2000-01-\(day < 10 ? "0" : "")\(day)" }
            let query =
                "/edr/collections/cube/cube?bbox=\(west),\(south),\(east),\(north)"
                + "&datetime=\(day(first))/\(day(last))"
            let answer = try EDRFixture.ask(query, [cube])
            let plan = try EDRFixture.json(EDRFixture.ask(query + "&dryrun=1", [cube]))
            #expect(plan["passes"] == .bool(answer.status != 413), "\(query): \(answer.text.prefix(300))")
            #expect(plan.at("limits.memory") == JSONValue(cube.ledger.assured))
            outcomes[answer.status == 200, default: 0] += 1
            guard answer.status == 413 else { continue }
            let limit = try EDRFixture.json(answer)["limit"]
            #expect(plan["over"] == limit)
            #expect(answer.text.contains("passes"), "\(answer.text)")
        }
        #expect(outcomes[true, default: 0] > 5 && outcomes[false, default: 0] > 5, "\(outcomes)")
    }
}
