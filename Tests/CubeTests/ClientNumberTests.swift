@testable import CF
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Numbers as clients write them against positions as stores hold them.
@Suite struct ClientNumberTests {
    /// Upper levels of the ocean models that write float32: none of them is what its text is in double precision.
    private static let levels: [Float] = [0.494025, 1.541375, 2.645669, 3.819495, 5.078224]

    private func axis(_ levels: [Float]) -> CellAxis {
        CellAxis(centres: levels.map(Double.init), type: .single)
    }

    @Test func floatLevelsAreMeantByTheirTexts() {
        #expect(Double(Self.levels[0]) < 0.494025)
        #expect(axis(Self.levels).indices(from: 0.494025, to: 1.541375) == [IndexRange(0..<2)])
        #expect(axis(Self.levels.reversed()).indices(from: 0.494025, to: 1.541375) == [IndexRange(3..<5)])
        for (index, text) in ["0.494025", "1.541375", "2.645669", "3.819495", "5.078224"].enumerated() {
            #expect(axis(Self.levels).index(exactly: Double(text) ?? 0) == index)
            #expect("\(axis(Self.levels).number(at: index))" == text)
        }
        // The double that the float is means it too.
        #expect(
            axis(Self.levels).indices(from: Double(Self.levels[1]), to: Double(Self.levels[2])) == [
                IndexRange(1..<3)
            ]
        )
    }

    @Test(
        arguments: [
            (0.1, "0.1"), (359.9, "359.9"), (-33.333332, "-33.333332"), (16_777_216, "16777216.0"),
            (1e-20, "1e-20"),
            (1e30, "1e+30"), (0, "0.0"), (6.1e-5, "6.1e-05"), (1.1754944e-38, "1.1754944e-38"),
            (123_456.79, "123456.79"),
        ] as [(Float, String)]
    )
    func shortestTexts(number: Float, text: String) {
        let shortest = PositionType.single.shortest(Double(number))
        #expect(Float(shortest) == number)
        // Whole numbers keep all their digits.
        if abs(number) < 1e15 { #expect(shortest.description == text) }
    }

    @Test func everyFloatReadsBack() {
        var random = SplitMix(state: 7)
        for _ in 0..<20_000 {
            let number = Float(bitPattern: UInt32.random(in: 0...0x7F7F_FFFF, using: &random))
            #expect(Float(PositionType.single.shortest(Double(number))) == number)
            let decimal = Double(Int.random(in: -99_999...99_999, using: &random)) / 1000
            #expect(PositionType.single.shortest(Double(Float(decimal))) == decimal)
        }
    }

    /// An axis of one type and direction, with the numbers that a client reads of it.
    struct Kind: Sendable, CustomTestStringConvertible {
        let type: PositionType
        let isWhole: Bool
        let descends: Bool

        var testDescription: String { "\(type)\(isWhole ? " whole" : "")\(descends ? " descending" : "")" }

        static let all = [false, true].flatMap { descends in
            [
                Kind(type: .single, isWhole: false, descends: descends),
                Kind(type: .half, isWhole: false, descends: descends),
                Kind(type: .double, isWhole: false, descends: descends),
                Kind(type: .double, isWhole: true, descends: descends),
            ]
        }

        /// Positions in thousandths, each another one, in the order of the axis.
        func thousandths(_ random: inout SplitMix) -> [Int] {
            let step = isWhole ? 1000 : type == .half ? 100 : 1
            let reach = type == .half ? 20 : 100_000
            let found = Set((0..<30).map { _ in step * Int.random(in: -reach...reach, using: &random) })
                .sorted()
            return descends ? found.reversed() : found
        }

        /// Half floats hold tenths to 2.
        func stored(_ thousandths: Int) -> Double {
            let number = Double(thousandths) / 1000
            return switch type {
            case .half: Double(Float16(number))
            case .single: Double(Float(number))
            case .double: number
            }
        }
    }

    /// Both ends belong to an interval: by whole numbers of thousandths the right indices are known.
    @Test(arguments: Kind.all) func intervalsIncludeTheirEnds(_ kind: Kind) {
        var random = SplitMix(state: 11)
        for _ in 0..<20 {
            let positions = kind.thousandths(&random)
            let axis = CellAxis(centres: positions.map(kind.stored), type: kind.type)
            for lower in positions {
                for upper in positions where upper >= lower {
                    let expected = positions.indices.filter { (lower...upper).contains(positions[$0]) }
                    let found = axis.indices(from: Double(lower) / 1000, to: Double(upper) / 1000)
                    #expect(found == IndexRange.runs(of: expected), "\(lower)/\(upper) of \(positions)")
                }
            }
        }
    }

    /// What is selected of two values, or of two intervals that meet, is what is selected of each.
    @Test(arguments: Kind.all) func selectionsAreUnions(_ kind: Kind) throws {
        var random = SplitMix(state: 13)
        for _ in 0..<20 {
            let positions = kind.thousandths(&random)
            let cells = CellAxis(centres: positions.map(kind.stored), type: kind.type)
            let axis = Axis(name: "a", role: .custom, cells: cells, variableName: "a")
            let indices = { (selector: AxisSelector) throws -> Set<Int> in
                Set(try axis.indices(selector).flatMap { range in (0..<range.count).map { range[$0] } })
            }
            for _ in 0..<50 {
                let places = (0..<3).compactMap { _ in positions.randomElement(using: &random) }.sorted()
                let values = places.map { Double($0) / 1000 }
                let both = try indices(.values([values[0], values[2]]))
                #expect(both == (try indices(.value(values[0]))).union(try indices(.value(values[2]))))
                #expect(
                    both
                        == Set(
                            places.enumerated().filter { $0.offset != 1 }.compactMap {
                                positions.firstIndex(of: $0.element)
                            }
                        )
                )
                let whole = try indices(.interval(values[0], values[2]))
                let halves = try indices(.interval(values[0], values[1]))
                    .union(try indices(.interval(values[1], values[2])))
                #expect(whole == halves)
            }
        }
    }

    /// Monthly means whose time is the end of their month, on the edge of the next: asked by its own time each is meant.
    @Test func ownTimesAreMeantWhereBoundsTouch() {
        let edges = [0.0, 31, 59, 90]
        let bounds = zip(edges, edges.dropFirst()).map { ($0, $1) }
        let atEnds = CellAxis(centres: Array(edges.dropFirst()), bounds: bounds, sharedEdge: .laterCell)
        #expect(edges.dropFirst().map { atEnds.index(at: $0) } == [0, 1, 2])
        let atStarts = CellAxis(centres: Array(edges.dropLast()), bounds: bounds, sharedEdge: .laterCell)
        #expect(edges.dropLast().map { atStarts.index(at: $0) } == [0, 1, 2])
        // In the middle of the months a shared edge begins the later one; of levels it belongs to the lower index.
        let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
        let times = CellAxis(centres: middles, bounds: bounds, sharedEdge: .laterCell)
        #expect(edges.map { times.index(at: $0) } == [0, 1, 2, 2])
        #expect(CellAxis(centres: middles, bounds: bounds).index(at: 31) == 0)
        let backwards = CellAxis(
            centres: middles.reversed(),
            bounds: bounds.reversed(),
            sharedEdge: .laterCell
        )
        #expect(edges.map { backwards.index(at: $0) } == [2, 1, 0, 0])
        #expect(CellAxis(centres: middles.reversed(), bounds: bounds.reversed()).index(at: 31) == 1)
        // Bounds with a gap elsewhere are no edges, and the same holds.
        let gap = CellAxis(
            centres: [31, 59, 100],
            bounds: [(0, 31), (31, 59), (70, 100)],
            sharedEdge: .laterCell
        )
        #expect([31.0, 59, 100].map { gap.index(at: $0) } == [0, 1, 2])
        #expect(
            CellAxis(centres: [15, 45, 85], bounds: [(0, 31), (31, 59), (70, 100)], sharedEdge: .laterCell)
                .index(at: 31) == 1
        )
    }

    /// A reduced date ends where the next begins, whatever a millionth of a step is.
    @Test func reducedDatesEndBeforeTheNext() throws {
        let hours = (0..<72).map { Int64($0) * 3_600_000 }
        let times = TimeCoordinates(calendar: .standard, milliseconds: hours)
        let axis = Axis(name: "time", role: .time, cells: CellAxis(times), times: times, variableName: "time")
        let day = try #require(TimeText("1970-01-02"))
        #expect(try axis.indices(.period(day, day)) == [IndexRange(24..<48)])
        let instant = try #require(TimeText("1970-01-02T00:00:00Z"))
        #expect(try axis.indices(.period(instant, instant)) == [IndexRange(24..<25)])
    }

    /// Days as fractions with seven digits are off by milliseconds; a request for the hour means the step.
    @Test func timesInFloatDays() throws {
        let days = [0.3333333, 0.6666667, 1, 1.3333333]
        let grid = FixtureGrid([.axis("time", days, units: "days since 2000-01-01")])
        let cube = try CubeFixture(grid, [grid.numbered()])
        let axis = try #require(cube.dataset.variables.first?.axes.first)
        let ends = try ["2000-01-01T08:00:00Z", "2000-01-01T16:00:00Z"].map { try #require(TimeText($0)) }
        #expect(try axis.indices(.period(ends[0], ends[1])) == [IndexRange(0..<2)])
        #expect(try axis.indices(.instant(ends[1])) == [IndexRange(1..<2)])
    }
}
