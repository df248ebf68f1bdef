@testable import CF
import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Axes whose numbers repeat, or are none: every position can be asked for, and nothing else is advertised.
@Suite struct RepeatedPositionTests {
    private func cube(_ name: String, _ numbers: [Double], _ attributes: [(String, JSONValue)] = []) throws
        -> CubeFixture
    {
        let grid = FixtureGrid([.axis(name, numbers, attributes: attributes)])
        return try CubeFixture(grid, [grid.numbered { Int32(10 * $0) }])
    }

    private func value(_ cube: CubeFixture, _ name: String, _ selector: AxisSelector) throws -> [Double] {
        let plan = try cube.dataset.bind(Query(variables: ["v"], selectors: [.name(name): selector]))
        let context = WorkContext.background(seconds: 30)
        return try plan.open(context: context).values(part: 0, context: context).doubles
    }

    private static let kinds: [(String, [(String, JSONValue)], Axis.Role)] = [
        ("member", [("standard_name", "realization")], .member), ("level", [("units", "hPa")], .custom),
        ("station", [], .custom),
        ("step", [("units", "hours"), ("standard_name", "forecast_period")], .custom),
    ]

    @Test(arguments: kinds)
    func repeatedNumbersAreLabels(name: String, attributes: [(String, JSONValue)], role: Axis.Role) throws {
        let cube = try cube(name, [0, 1, 2, 0, 1, 2], attributes)
        let axis = try #require(cube.dataset.axes.first)
        #expect(axis.role == role && axis.units == nil)
        #expect((0..<6).map { axis.text(at: $0) } == ["0", "1", "2", "3", "4", "5"])
        #expect(axis.description(at: 4) == "4 (1)")
        #expect(axis.extentText == "0/5" && axis.defaultIndex == 0)
        for position in 0..<6 {
            #expect(try value(cube, name, .value(Double(position))) == [Double(10 * position)])
        }
        #expect(try value(cube, name, .interval(3, 4)) == [30, 40])
        #expect(cube.dataset.findings == [Finding(subject: name, problem: .positionsRepeat)])
    }

    /// An axis that was made longer than it is filled, or has holes: days 0, 1, 2, 3 of 2000, and two steps without a date.
    @Test(arguments: [[0, 1, 2, 3, .nan, .nan], [0, 1, .nan, 2, .nan, 3]] as [[Double]])
    func missingDatesLeaveTheOthers(days: [Double]) throws {
        let cube = try cube("time", days, [("units", "days since 2000-01-01")])
        let axis = try #require(cube.dataset.axes.first)
        #expect(axis.role == .time && axis.times?.known.count == 4)
        #expect(cube.dataset.findings.contains(Finding(subject: "time", problem: .datesMissing(count: 2))))
        for (position, day) in days.enumerated() where day.isFinite {
            let instant = try #require(TimeText("2000-01-0\(Int(day) + 1)T00:00:00Z"))
            #expect(try value(cube, "time", .instant(instant)) == [Double(10 * position)])
            #expect(axis.text(at: position) == "2000-01-0\(Int(day) + 1)T00:00:00Z")
        }
        let known = days.indices.filter { days[$0].isFinite }.map { Double(10 * $0) }
        #expect(try value(cube, "time", .all) == known)
        #expect(axis.defaultIndex == days.firstIndex(of: 3))
        let other = try #require(TimeText("1999-01-01T00:00:00Z"))
        #expect(throws: Failure.self) { try value(cube, "time", .instant(other)) }
    }

    /// Days 0, 1, 2, 3 of 2000 among missing ones: each has its cell, which ends half-way to the next that is known.
    @Test(
        arguments: [
            [0, 1, .nan, 2, .nan, 3], [.nan, 0, 1, 2, 3, .nan], [3, .nan, 2, 1, .nan, .nan, 0],
        ] as [[Double]]
    )
    func missingDatesTakeNoPlace(days: [Double]) throws {
        let cube = try cube("time", days, [("units", "days since 2000-01-01")])
        func position(_ day: Double) throws -> Double {
            Double(10 * (try #require(days.firstIndex(of: day))))
        }
        let cases: [(String, Double)] = [
            ("2000-01-02T18:00:00Z", 2), ("2000-01-02T11:59:59Z", 1), ("2000-01-02T12:00:00Z", 2),
            ("2000-01-03T13:00:00Z", 3), ("1999-12-31T13:00:00Z", 0), ("2000-01-04T11:00:00Z", 3),
            ("2000-01-03", 2),
        ]
        for (text, day) in cases {
            let instant = try #require(TimeText(text))
            #expect(try value(cube, "time", .instant(instant)) == [position(day)], "\(text)")
        }
        for text in ["2000-01-04T13:00:00Z", "1999-12-31T11:00:00Z"] {
            let instant = try #require(TimeText(text))
            #expect(throws: Failure.self) { try value(cube, "time", .instant(instant)) }
        }
        let (first, last) = (try #require(TimeText("2000-01-02")), try #require(TimeText("2000-01-03")))
        let inside = try value(cube, "time", .period(first, last))
        #expect(inside == [try position(1), try position(2)].sorted())
        let view = try cube.restricted(by: Policy(earliest: .at(last)))
        let noon = try #require(TimeText("2000-01-03T13:00:00Z"))
        #expect(try value(view, "time", .instant(noon)) == [position(3)])
        #expect(throws: Failure.self) { try value(view, "time", .instant(first)) }
        #expect(!cube.dataset.findings.contains { $0.problem == .notMonotonic })
    }

    /// Cells of six hours before each day, and a step without a date whose bounds are none either.
    @Test func boundsOfDatesThatAreThereCount() throws {
        let days: [Double] = [1, .nan, 2]
        let ends: [Double] = [0.75, 1, .nan, .nan, 1.75, 2]
        let cube = try CubeFixture(arrays: [
            .axis("time", days, units: "days since 2000-01-01", attributes: [("bounds", "ends")]),
            FixtureArray("ends", [("time", 3), ("side", 2)], .float64, ends),
            FixtureArray("v", [("time", 3)], .int32, [Int32(0), 10, 20]),
        ])
        let cells = try #require(cube.dataset.axes.first { $0.name == "time" }).cells
        let day = 86_400_000.0
        let start = 946_684_800_000.0
        #expect(cells.extent(at: 0).map { [$0.0, $0.1] } == [start + 0.75 * day, start + day])
        #expect(cells.extent(at: 1) == nil)
        #expect(cells.extent(at: 2).map { [$0.0, $0.1] } == [start + 1.75 * day, start + 2 * day])
    }

    /// 675 is half-way between 850 and 500: the one with the lower index has it.
    @Test func missingLevelsTakeNoPlace() throws {
        let cube = try cube("level", [850, .nan, 500], [("units", "hPa"), ("positive", "down")])
        for (level, position) in [(700.0, 0.0), (675, 0), (600, 20), (1000, 0), (350, 20)] {
            #expect(try value(cube, "level", .value(level)) == [position], "\(level)")
        }
        #expect(throws: Failure.self) { try value(cube, "level", .value(1100)) }
        #expect(try value(cube, "level", .interval(400, 900)) == [0, 20])
        #expect(cube.dataset.findings == [Finding(subject: "level", problem: .positionsMissing(count: 1))])
    }

    /// Dates stay dates; beside them each step has a number.
    @Test func repeatedDatesHavePositionsBeside() throws {
        let cube = try cube("time", [0, 1, 1, 2], [("units", "days since 2000-01-01")])
        let axis = try #require(cube.dataset.axes.first)
        #expect(axis.times != nil && axis.positionAxis?.name == "time_position")
        let day = try #require(TimeText("2000-01-02T00:00:00Z"))
        #expect(try value(cube, "time", .instant(day)) == [10, 20])
        for position in 0..<4 {
            #expect(try value(cube, "time_position", .value(Double(position))) == [Double(10 * position)])
        }
        let second = try #require(TimeText("2000-01-02"))
        let view = try cube.restricted(by: Policy(earliest: .at(second)))
        #expect(view.dataset.axes.first?.positionAxis?.count == 3)
        #expect(try value(view, "time_position", .value(1)) == [20])
    }

    @Test func missingPositionsAreNeitherDefaultNorAll() throws {
        let cube = try cube("level", [.nan, 850, 500, .infinity], [("units", "hPa"), ("positive", "down")])
        let axis = try #require(cube.dataset.axes.first)
        #expect(axis.defaultIndex == 1 && axis.extentText == "500/850")
        #expect(axis.text(at: 0) == "" && axis.cells.ends?.least == 500 && axis.cells.ends?.largest == 850)
        #expect(try value(cube, "level", .all) == [10, 20])
        #expect(throws: Failure.self) { try value(cube, "level", .value(.nan)) }
        #expect(throws: Failure.self) { try value(cube, "level", .value(.infinity)) }
        let custom = try self.cube("q", [.nan, 3, 1])
        #expect(custom.dataset.axes.first?.defaultIndex == 1)
    }

    @Test func nothingButMissingIsNoCoordinate() throws {
        let cube = try cube("band", [.nan, .nan])
        let axis = try #require(cube.dataset.axes.first)
        #expect(!axis.hasCoordinates && axis.extentText == "0/1")
        #expect(cube.dataset.findings.map(\.problem) == [.noPositions])
        #expect(try value(cube, "band", .value(1)) == [10])
    }
}
