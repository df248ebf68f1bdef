@testable import CF
import Cube
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// A forecast of two runs by four leads: asked by run and lead, and by valid time of which the newest run has the word.
@Suite struct ForecastTests {
    /// Runs at 00 and 12 of 2024-03-01, leads of 0, 6, 12 and 18 hours: the value is 10 × run + lead number.
    static func make() throws -> CubeFixture {
        try .latLon(
            along: [.runs([0, 12], "hours since 2024-03-01"), .leads([0, 6, 12, 18])],
            id: "forecast",
            variable: "t",
            attributes: [("units", "K")]
        ) { Float(10 * $0[0] + $0[1]) }
    }

    private static let shared: Result<CubeFixture, any Error> = Result { try make() }

    private func ask(_ query: String) throws -> FinishedResponse {
        try EDRFixture.ask(
            "/edr/collections/forecast/position?coords=POINT(0+60)&\(query)",
            [Self.shared.get()]
        )
    }

    @Test(arguments: [
        // Valid at 12: lead 2 of the first run, lead 0 of the second, which is newer.
        ("datetime=2024-03-01T12:00:00Z", [10.0], ["2024-03-01T12:00:00Z"]),
        // Valid at 6: the first run alone has it.
        ("datetime=2024-03-01T06:00:00Z", [1], ["2024-03-01T06:00:00Z"]),
        // Each valid time by itself: the first run has 00 and 06 alone.
        (
            "", [0, 1, 10, 11, 12, 13],
            [
                "2024-03-01T00:00:00Z", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z",
                "2024-03-01T18:00:00Z",
                "2024-03-02T00:00:00Z", "2024-03-02T06:00:00Z",
            ]
        ),
        (
            "datetime=2024-03-01T06:00:00Z/2024-03-01T18:00:00Z", [1, 10, 11],
            ["2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]
        ),
        (
            "datetime=2024-03-02T06:00:00Z,2024-03-01T00:00:00Z", [0, 13],
            ["2024-03-01T00:00:00Z", "2024-03-02T06:00:00Z"]
        ),
        (
            "datetime=R2/2024-03-01T00:00:00Z/PT12H", [0, 10, 12],
            ["2024-03-01T00:00:00Z", "2024-03-01T12:00:00Z", "2024-03-02T00:00:00Z"]
        ),
        (
            "datetime=2024-03-01T12:00:00Z/..", [10, 11, 12, 13],
            ["2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z", "2024-03-02T00:00:00Z", "2024-03-02T06:00:00Z"]
        ),
        // A run that is asked for itself is the one.
        ("datetime=2024-03-01T12:00:00Z&reftime=2024-03-01T00:00:00Z", [2], ["2024-03-01T12:00:00Z"]),
        ("step=6&reftime=2024-03-01T12:00:00Z", [11], ["2024-03-01T18:00:00Z"]),
        (
            "reftime=2024-03-01T00:00:00Z", [0, 1, 2, 3],
            ["2024-03-01T00:00:00Z", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]
        ),
        // A lead and a time together mean the run that is so much older.
        ("step=12&datetime=2024-03-02T00:00:00Z", [12], ["2024-03-02T00:00:00Z"]),
        (
            "datetime=2024-03-01T18:00:00Z/P1D", [11, 12, 13],
            ["2024-03-01T18:00:00Z", "2024-03-02T00:00:00Z", "2024-03-02T06:00:00Z"]
        ),
    ])
    func validTimes(query: String, values: [Double], times: [String]) throws {
        let answer = try ask(query)
        #expect(answer.status == 200, "\(answer.text)")
        let coverage = try EDRFixture.json(answer)
        #expect(coverage.at("domain.axes.t.values") == JSONValue(times))
        #expect(coverage.at("ranges.t.values").arrayValue?.compactMap(\.doubleValue) == values)
    }

    @Test func runsOfASeriesAreTold() throws {
        let series = try EDRFixture.json(ask("datetime=2024-03-01T06:00:00Z/2024-03-01T12:00:00Z"))
        #expect(series["sluice:reftime"] == ["2024-03-01T00:00:00Z", "2024-03-01T12:00:00Z"])
        let instant = try EDRFixture.json(ask("datetime=2024-03-01T12:00:00Z"))
        #expect(instant["sluice:reftime"] == "2024-03-01T12:00:00Z")
    }

    /// Runs that are asked for are answers of their own.
    @Test func severalRunsAreSeveralCoverages() throws {
        let answer = try ask(
            "reftime=2024-03-01T00:00:00Z,2024-03-01T12:00:00Z&datetime=2024-03-01T12:00:00Z/.."
        )
        let coverages = try #require(EDRFixture.json(answer).at("coverages").arrayValue)
        #expect(coverages.map { $0["sluice:reftime"] } == ["2024-03-01T00:00:00Z", "2024-03-01T12:00:00Z"])
        #expect(coverages.map { $0.at("ranges.t.values") } == [[2, 3], [10, 11, 12, 13]])
    }

    /// A grid of the whole series: its parts follow each other along t, the rows and columns of each time inside.
    @Test func boxesHaveTheSeriesToo() throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/forecast/cube?bbox=-1,59,2,60&datetime=2024-03-01T06:00:00Z/2024-03-01T12:00:00Z",
            [Self.make()]
        )
        let coverage = try EDRFixture.json(answer)
        #expect(coverage.at("ranges.t.shape") == [2, 2, 2])
        #expect(coverage.at("ranges.t.values") == [1, 1, 1, 1, 10, 10, 10, 10])
    }

    /// The limits add up over the runs that are read: two arrays of one chunk each.
    @Test func plansAreTheUnionOfTheRuns() throws {
        let answer = try ask("dryrun=1")
        #expect(answer.status == 200, "\(answer.text)")
        let plan = try EDRFixture.json(answer)
        #expect(plan.at("cost.output_cells") == 6)
        #expect(plan.at("arrays").arrayValue?.map { $0.at("shape") } == [[1, 2, 1, 1], [1, 4, 1, 1]])
    }

    @Test func beyondAllRuns() throws {
        #expect(try ask("datetime=2024-03-05T00:00:00Z").status == 204)
    }

    @Test func collectionTellsValidTimes() throws {
        let json = try EDRFixture.json(EDRFixture.ask("/edr/collections/forecast", [Self.make()]))
        #expect(json.at("extent.temporal.interval.0") == ["2024-03-01T00:00:00Z", "2024-03-02T06:00:00Z"])
        let ids = json.at("extent.custom").arrayValue?.compactMap { $0["id"]?.stringValue }
        #expect(ids == ["reftime", "step"])
    }

    // Under a policy with a window of times from 06 to 18: of the first run the leads 6, 12 and 18, of the second 0 and 6.

    private func askSeen(_ query: String) throws -> FinishedResponse {
        let policy = Policy(
            earliest: TimeText("2024-03-01T06:00:00Z").map(Policy.Moment.at),
            latest: TimeText("2024-03-01T18:00:00Z").map(Policy.Moment.at)
        )
        let seen = try Self.make().restricted(by: policy)
        return try EDRFixture.ask("/edr/collections/forecast\(query)", [seen])
    }

    @Test func windowsOfTimeCutPairsOfRunAndLead() throws {
        let answer = try askSeen("/position?coords=POINT(0%2060)")
        #expect(answer.status == 200, "\(answer.text)")
        let series = try EDRFixture.json(answer)
        #expect(series.at("ranges.t.values") == [1, 10, 11])
        #expect(
            series.at("domain.axes.t.values")
                == ["2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]
        )
        let runs = try askSeen(
            "/position?coords=POINT(0%2060)&reftime=2024-03-01T00:00:00Z,2024-03-01T12:00:00Z"
        )
        let coverages = try #require(EDRFixture.json(runs).at("coverages").arrayValue)
        #expect(coverages.map { $0.at("ranges.t.values") } == [[1, 2, 3], [10, 11]])
    }

    @Test(arguments: [
        ("datetime=2024-03-01T18:00:00Z", "11"), ("datetime=2024-03-01T06:00:00Z", "1"),
        ("datetime=2024-03-01T12:00:00Z/2024-03-02T12:00:00Z", "10,11"),
        ("datetime=2024-03-01T00:00:00Z/2024-03-02T12:00:00Z", "1,10,11"),
        ("datetime=2024-03-01T00:00:00Z/..&reftime=2024-03-01T00:00:00Z", "1,2,3"),
        ("step=18", "3"), ("step=0", "10"), ("step=6&reftime=2024-03-01T12:00:00Z", "11"),
    ])
    func whatIsInsideTheWindow(query: String, values: String) throws {
        let answer = try askSeen("/position?coords=POINT(0%2060)&\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.text.contains(#""values":[\#(values)]"#), "\(answer.text)")
    }

    @Test(arguments: [
        "datetime=2024-03-01T00:00:00Z", "datetime=2024-03-02T00:00:00Z",
        "step=12&reftime=2024-03-01T12:00:00Z", "step=0&reftime=2024-03-01T00:00:00Z",
    ])
    func whatIsOutsideTheWindow(query: String) throws {
        #expect(try askSeen("/position?coords=POINT(0%2060)&\(query)").status == 204)
    }

    @Test func extentsEndWithTheWindow() throws {
        let collection = try EDRFixture.json(askSeen(""))
        #expect(
            collection.at("extent.temporal.interval.0") == ["2024-03-01T06:00:00Z", "2024-03-01T18:00:00Z"]
        )
    }
}
