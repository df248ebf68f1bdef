import TestSupport
import Testing

@testable import Cube

/// Levels of one column by their heights, depths or pressures.
@Suite struct LevelPairTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let values: [Double]
        let asked: Double
        var quantity = VerticalQuantity.height
        /// The level and the one beside it with the share; nil where none is told.
        let nearest: Int?
        let linear: LevelPair?

        var testDescription: String { "\(asked) \(quantity) of \(values)" }

        static let all = [
            Case(values: [10, 20, 40], asked: 27, nearest: 1, linear: LevelPair(1, 2, share: 0.35)),
            Case(values: [40, 20, 10], asked: 27, nearest: 1, linear: LevelPair(1, 0, share: 0.35)),
            Case(values: [20, 40, 10], asked: 15, nearest: 0, linear: LevelPair(2, 0, share: 0.5)),
            Case(values: [10, 20, 40], asked: 20, nearest: 1, linear: LevelPair(1)),
            // The half layer beyond the ends belongs to them, and nothing is guessed there.
            Case(values: [10, 20, 40], asked: 5, nearest: 0, linear: nil),
            Case(values: [10, 20, 40], asked: 50, nearest: 2, linear: nil),
            Case(values: [10, 20, 40], asked: 4.99, nearest: nil, linear: nil),
            Case(values: [10, 20, 40], asked: 50.01, nearest: nil, linear: nil),
            // What is computed misses the number that it is told by.
            Case(values: [12_500.000000000004, 13_000], asked: 12_500, nearest: 0, linear: LevelPair(0)),
            Case(values: [13_000, 12_499.9999999], asked: 13_000.004, nearest: 0, linear: LevelPair(0)),
            Case(values: [0.00001, 50, 100], asked: 0, nearest: 0, linear: LevelPair(0)),
            Case(values: [12_500.02, 13_000], asked: 12_500, nearest: 0, linear: nil),
            Case(values: [0.0001, 50, 100], asked: 0, nearest: 0, linear: nil),
            Case(values: [10, .nan, 40], asked: 30, nearest: 2, linear: LevelPair(0, 2, share: 2.0 / 3)),
            Case(values: [.nan, .infinity, .nan], asked: 1, nearest: nil, linear: nil),
            Case(values: [], asked: 1, nearest: nil, linear: nil),
            Case(values: [7], asked: 7, nearest: 0, linear: LevelPair(0)),
            Case(values: [7], asked: 7.1, nearest: nil, linear: nil),
            Case(values: [7, 7, 9], asked: 7, nearest: 0, linear: LevelPair(0)),
            Case(values: [7, 9], asked: .nan, nearest: nil, linear: nil),
            Case(
                values: [100, 400],
                asked: 200,
                quantity: .pressure,
                nearest: 0,
                linear: LevelPair(0, 1, share: 0.5)
            ),
            // A logarithm of nothing is none: at the top of the atmosphere it is linear.
            Case(
                values: [0, 400],
                asked: 100,
                quantity: .pressure,
                nearest: 0,
                linear: LevelPair(0, 1, share: 0.25)
            ),
        ]
    }

    @Test(arguments: Case.all)
    func levelsAround(_ row: Case) {
        let choice = LevelChoice(values: row.values)
        #expect(choice.pair(at: row.asked, by: .nearest, of: row.quantity)?.first == row.nearest)
        let linear = choice.pair(at: row.asked, by: .linear, of: row.quantity)
        #expect(linear?.first == row.linear?.first && linear?.second == row.linear?.second)
        #expect(abs((linear?.share ?? 0) - (row.linear?.share ?? 0)) < 1e-12)
    }

    /// Ends of an interval that a computed value misses by its rounding hold it.
    @Test func endsOfIntervalsHoldWhatIsRounded() {
        let choice = LevelChoice(values: [2_500, 12_500.000000000004, 99.99999999, .nan, 12_600])
        #expect(choice.indices(.interval(100, 12_500)) == [0, 1, 2])
        #expect(choice.indices(.interval(12_500, 100)) == [0, 1, 2])
        #expect(choice.indices(.interval(nil, 12_499)) == [0, 2])
        #expect(choice.indices(.interval(100.1, nil)) == [0, 1, 4])
    }

    /// Against sorting all of them: ends, half layers and ties, in any order and with holes.
    @Test func theNearestIsThatOfSortedLevels() {
        var random = SplitMix(state: 7)
        for _ in 0..<2000 {
            let values = (0..<Int.random(in: 0..<7, using: &random)).map { _ -> Double in
                let number = Int.random(in: 0..<9, using: &random)
                return number == 8 ? .nan : Double(number * number)
            }
            let asked = Double(Int.random(in: 0..<300, using: &random)) / 4 - 5
            let known = Set(values.filter(\.isFinite)).sorted()
            var expected: Int?
            if let least = known.first, let largest = known.last {
                let lower = known.count > 1 ? (3 * least - known[1]) / 2 : least
                let upper = known.count > 1 ? (3 * largest - known[known.count - 2]) / 2 : largest
                if asked >= lower, asked <= upper {
                    expected =
                        values.indices.filter { values[$0].isFinite }
                        .sorted { (abs(values[$0] - asked), $0) < (abs(values[$1] - asked), $1) }.first
                }
            }
            #expect(LevelChoice(values: values).nearest(to: asked) == expected, "\(asked) of \(values)")
        }
    }

    @Test func valuesBetweenLevels() {
        #expect(LevelPair(0, 1, share: 0.25).value(8, 16) == 10)
        #expect(LevelPair(0, 1, share: 0.25).value(.nan, 16).isNaN)
        #expect(LevelPair(0, 1, share: 0.25).value(8, .nan).isNaN)
        #expect(LevelPair(1).value(8, .nan) == 8)
    }
}
