import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// The answer for {a, b} is the union of those for a and b, whatever is listed: generated cases.
@Suite struct UnionTests {
    /// One value of an answer with everything that names it.
    private struct Cell: Hashable {
        let variable: String
        /// Positions along the axes and the coverage's own members, by name.
        let place: [String: String]
        let value: String
    }

    /// Times × levels × members × rows × columns; runs × leads × rows × columns where the newest of several runs counts.
    private static func cube(seed: UInt64) throws -> CubeFixture {
        var random = SplitMix(state: seed)
        func data(_ name: String, _ grid: FixtureGrid) -> FixtureArray {
            let first = Double.random(in: 0..<1e6, using: &random).rounded()
            let chunks = grid.shape.map { Int.random(in: 1...$0, using: &random) }
            return grid.numbered(name, chunkShape: chunks) { first + Double($0) }
        }
        let air = FixtureGrid.latLon(
            [60, 59, 58],
            [0, 1, 2, 3],
            along: [
                .times(times, "hours since 2024-01-01"), .pressures(levels),
                .axis("member", members, attributes: [("standard_name", "realization")]),
            ]
        )
        let sea = air.without("level", "member")
        let forecast: [FixtureArray] = [
            .runs(runs, "hours since 2024-01-01", name: "run"), .leads(leads, name: "lead"),
        ]
        let wind = FixtureGrid(forecast + sea.without("time").axes)
        return try CubeFixture(
            id: "union",
            air,
            forecast + [data("air", air), data("sea", sea), data("wind", wind)]
        )
    }

    private static let times = [0.0, 6, 12, 24, 30]
    private static let levels = [1000.0, 850, 500]
    private static let members = [0.0, 1, 5, 9]
    private static let runs = [0.0, 12, 24]
    private static let leads = [0.0, 6, 12, 18]

    private static func date(_ hours: Double) -> String {
        let (day, hour) = (Int(hours) / 24, Int(hours) % 24)
        return "2024-01-0\(day + 1)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    }

    /// What can be listed, in the words of a request.
    private struct Choice: Sendable, CustomTestStringConvertible {
        let parameter: String
        let values: [String]
        let rest: String
        var testDescription: String { parameter }
    }

    private static let place = "position?coords=POINT(1.2%2059.1)"
    private static let choices: [Choice] = [
        Choice(parameter: "datetime", values: times.map(date), rest: "\(place)&parameter-name=air,sea"),
        // Every valid time of three runs; each comes from the newest that has it.
        Choice(
            parameter: "datetime",
            values: [0, 6, 12, 18, 24, 30, 36, 42].map(date),
            rest: "\(place)&parameter-name=wind"
        ),
        Choice(parameter: "z", values: ["1000", "850", "500"], rest: "\(place)&parameter-name=air"),
        Choice(parameter: "member", values: ["0", "1", "5", "9"], rest: "\(place)&parameter-name=air"),
        Choice(parameter: "run", values: runs.map(date), rest: "\(place)&parameter-name=wind"),
        Choice(parameter: "lead", values: ["0", "6", "12", "18"], rest: "\(place)&parameter-name=wind"),
        Choice(parameter: "parameter-name", values: ["air", "sea", "wind"], rest: place),
        Choice(
            parameter: "datetime",
            values: [6, 12, 36, 42].map(date),
            rest: "cube?bbox=0.5,58.5,2.5,60&parameter-name=wind"
        ),
    ]

    @Test(arguments: choices, [1 as UInt64, 2, 3])
    private func listsAreUnions(choice: Choice, seed: UInt64) throws {
        let cube = try Self.cube(seed: seed)
        var random = SplitMix(state: seed &* 77)
        for _ in 0..<4 {
            let count = Int.random(in: 2...choice.values.count, using: &random)
            let chosen = choice.values.shuffled(using: &random).prefix(count)
            let whole = try cells("\(choice.rest)&\(choice.parameter)=\(chosen.joined(separator: ","))", cube)
            var union: Set<Cell> = []
            for value in chosen {
                union.formUnion(try cells("\(choice.rest)&\(choice.parameter)=\(value)", cube))
            }
            #expect(whole == union, "\(choice.parameter)=\(chosen.joined(separator: ","))")
            #expect(!whole.isEmpty)
        }
    }

    /// Points that lie in cells of their own.
    @Test(arguments: [1 as UInt64, 2])
    func pointsAreUnions(seed: UInt64) throws {
        let cube = try Self.cube(seed: seed)
        let points = ["0 60", "3 58", "1.2 59.1", "2.4 57.6"]
        let rest = "position?parameter-name=sea,wind&coords="
        let whole = try cells(rest + "MULTIPOINT(\(points.joined(separator: ",")))", cube)
        let union = try points.reduce(into: Set<Cell>()) { union, point in
            union.formUnion(try cells(rest + "POINT(\(point))", cube))
        }
        #expect(whole == union)
    }

    /// Intervals of valid times are the times in them, one by one.
    @Test(arguments: [(0.0, 42.0), (6, 30), (18, 24), (30, 42)])
    func periodsAreUnions(from: Double, to: Double) throws {
        let cube = try Self.cube(seed: 5)
        let rest = "\(Self.place)&parameter-name=wind&datetime="
        let whole = try cells("\(rest)\(Self.date(from))/\(Self.date(to))", cube)
        let inside = stride(from: from, through: to, by: 6)
        let union = try inside.reduce(into: Set<Cell>()) { union, time in
            union.formUnion(try cells(rest + Self.date(time), cube))
        }
        #expect(whole == union)
        #expect(whole.count == Array(inside).count)
    }

    private func cells(_ query: String, _ cube: CubeFixture) throws -> Set<Cell> {
        let answer = try EDRFixture.ask("/edr/collections/union/\(query)", [cube])
        #expect(answer.status == 200, "\(query): \(answer.text)")
        let json = try EDRFixture.json(answer)
        var cells: Set<Cell> = []
        for coverage in json["coverages"]?.arrayValue ?? [json] { cells.formUnion(Self.cells(of: coverage)) }
        return cells
    }

    /// The values of a coverage by the coordinates of their axes, axes of one value included.
    private static func cells(of coverage: JSONValue) -> [Cell] {
        let axes = coverage.at("domain.axes").objectValue?.entries ?? []
        let own = (coverage.objectValue?.entries ?? []).filter { $0.key.hasPrefix("sluice:") }
        return (coverage.at("ranges").objectValue?.entries ?? []).flatMap { name, range in
            let names = range.at("axisNames").arrayValue?.compactMap(\.stringValue) ?? []
            let shape = range.at("shape").arrayValue?.compactMap(\.integerValue).map { Int($0) } ?? []
            return (range.at("values").arrayValue ?? []).enumerated().map { number, value in
                var place: [String: String] = [:]
                var rest = number
                var time = 0
                for (axis, length) in zip(names, shape).reversed() {
                    place[axis] = "\(coverage.at("domain.axes.\(axis).values.\(rest % length)"))"
                    if axis == "t" { time = rest % length }
                    rest /= length
                }
                for (axis, values) in axes where place[axis] == nil {
                    place[axis] = "\(values.at("values.0"))"
                }
                // One entry for all times, or one for each.
                for (key, value) in own { place[key] = "\(value.arrayValue?[time] ?? value)" }
                return Cell(variable: name, place: place, value: "\(value)")
            }
        }
    }
}
