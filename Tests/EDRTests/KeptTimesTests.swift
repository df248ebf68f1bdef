import Coverages
import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

/// Answers are the same whether the texts of their times were kept or not.
@Suite struct KeptTimesTests {
    private static func cube(_ hours: Int) throws -> CubeFixture {
        try .latLon(
            [60],
            [5],
            along: [.times(Array(0..<Int32(hours)), "hours since 2024-02-28")],
            id: "series"
        )
    }

    @Test(arguments: [
        "", "&datetime=2024-02-28T05:00:00Z/2024-03-31T00:00:00Z", "&datetime=R200/2024-02-28/PT3H",
        "&datetime=2024-02-29",
    ])
    func answersAreTheSame(query: String) throws {
        let cube = try Self.cube(3000)
        let kept = CoverageFormats(ledger: MemoryLedger(budget: 1 << 22))
        let never = CoverageFormats(ledger: MemoryLedger(budget: 0))
        let address = "/edr/collections/series/position?coords=POINT(5 60)\(query)"
        let answers = try [never, kept, kept].map { try EDRFixture.ask(address, [cube], formats: $0) }
        #expect(answers[0].status == 200)
        #expect(answers[1].body == answers[0].body)
        #expect(answers[2].body == answers[0].body)
        let times = try EDRFixture.json(answers[2]).at("domain.axes.t.values").arrayValue ?? []
        let values = try EDRFixture.json(answers[2]).at("ranges.v.values").arrayValue ?? []
        #expect(times.count == values.count && !times.isEmpty)
    }

    /// Three thousand hours from 28 February of a leap year: 125 days, to 1 July at 23:00.
    @Test func allTimesAreThere() throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/series/position?coords=POINT(5 60)",
            [Self.cube(3000)],
            formats: CoverageFormats(ledger: MemoryLedger(budget: 1 << 22))
        )
        let times = try EDRFixture.json(answer).at("domain.axes.t.values").arrayValue ?? []
        #expect(times.count == 3000)
        #expect(times.first == "2024-02-28T00:00:00Z")
        #expect(times.dropFirst(24).first == "2024-02-29T00:00:00Z")
        #expect(times.last == "2024-07-01T23:00:00Z")
    }
}
