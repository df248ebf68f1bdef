import Testing

@testable import Cube
@testable import Grids

/// Which samples belong to which feature, as counts and numbers of features say, hostile ones too.
@Suite struct SampleRunsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let numbers: [Double]
        let size: Int
        /// The samples of each feature.
        let samples: [[Int]]
        var flaws = SampleRuns.Flaws()
    }

    private static func samples(_ runs: SampleRuns) -> [[Int]] {
        (0..<runs.ownerCount).map { owner in
            runs.ranges(of: owner).flatMap { range in (0..<range.count).map { range[$0] } }
        }
    }

    @Test(arguments: [
        Case(testDescription: "counts", numbers: [2, 1, 3], size: 6, samples: [[0, 1], [2], [3, 4, 5]]),
        Case(
            testDescription: "fewer than there are",
            numbers: [1, 1],
            size: 6,
            samples: [[0], [1]],
            flaws: .init(unclaimed: 4)
        ),
        Case(testDescription: "none", numbers: [0, 2, 0], size: 2, samples: [[], [0, 1], []]),
        Case(testDescription: "no features", numbers: [], size: 2, samples: [], flaws: .init(unclaimed: 2)),
        Case(
            testDescription: "missing is not written yet",
            numbers: [2, .nan, 1],
            size: 3,
            samples: [[0, 1], [], [2]],
            flaws: .init(missing: 1)
        ),
        Case(
            testDescription: "negative and broken",
            numbers: [-1, 1.5, 2],
            size: 3,
            samples: [[], [], [0, 1]],
            flaws: .init(astray: 2, unclaimed: 1)
        ),
        Case(
            testDescription: "beyond the end",
            numbers: [2, 5, 4],
            size: 3,
            samples: [[0, 1], [2], []],
            flaws: .init(clipped: 8)
        ),
        Case(
            testDescription: "beyond all numbers",
            numbers: [1e300, .infinity, 1e18, 9.2e18],
            size: 3,
            samples: [[0, 1, 2], [], [], []],
            flaws: .init(clipped: .max)
        ),
        Case(
            testDescription: "sums that overflow",
            numbers: [4_611_686_018_427_387_900, 4_611_686_018_427_387_900],
            size: 1,
            samples: [[0], []],
            flaws: .init(clipped: .max)
        ),
        Case(testDescription: "no samples", numbers: [3], size: 0, samples: [[]], flaws: .init(clipped: 3)),
    ])
    func counts(case row: Case) throws {
        let made = try #require(SampleRuns.contiguous(counts: row.numbers, length: row.size))
        #expect(Self.samples(made.runs) == row.samples)
        #expect(made.flaws == row.flaws)
    }

    @Test(arguments: [
        Case(testDescription: "in order", numbers: [0, 0, 1], size: 2, samples: [[0, 1], [2]]),
        Case(
            testDescription: "mixed",
            numbers: [1, 0, 1, 1, 0],
            size: 3,
            samples: [[1, 4], [0, 2, 3], []]
        ),
        Case(
            testDescription: "missing is not written yet",
            numbers: [0, .nan, 0],
            size: 1,
            samples: [[0, 2]],
            flaws: .init(missing: 1)
        ),
        Case(
            testDescription: "of no feature",
            numbers: [-1, 2, 0.5, .infinity, -.infinity, 1e300, 1],
            size: 2,
            samples: [[], [6]],
            flaws: .init(astray: 6)
        ),
        Case(testDescription: "no features", numbers: [0], size: 0, samples: [], flaws: .init(astray: 1)),
        Case(testDescription: "no samples", numbers: [], size: 2, samples: [[], []]),
    ])
    func numbersOfFeatures(case row: Case) throws {
        let made = try #require(SampleRuns.indexed(row.numbers, owners: row.size))
        #expect(Self.samples(made.runs) == row.samples)
        #expect(made.flaws == row.flaws)
    }

    @Test(arguments: [
        Case(
            testDescription: "filled up",
            numbers: [1, 2, .nan, 3, .nan, .nan],
            size: 2,
            samples: [[0, 1], [0]]
        ),
        Case(testDescription: "with holes", numbers: [.nan, 1, .nan, 2], size: 1, samples: [[1, 3]]),
        Case(testDescription: "nothing", numbers: [.nan, .nan], size: 2, samples: [[], []]),
        Case(testDescription: "infinite is none", numbers: [.infinity, 1], size: 1, samples: [[1]]),
    ])
    func presentOnes(case row: Case) throws {
        let runs = try #require(SampleRuns.present(row.numbers, rows: row.size, most: 10))
        #expect(Self.samples(runs) == row.samples)
    }

    @Test func tooManyRunsAreNone() {
        let alternating = (0..<40).map { $0 % 2 == 0 ? 1.0 : .nan }
        #expect(SampleRuns.present(alternating, rows: 1, most: 19) == nil)
        #expect(SampleRuns.present(alternating, rows: 1, most: 20)?.count(of: 0) == 20)
        #expect(SampleRuns.present([1, 2, 3], rows: 2, most: 9) == nil)
        #expect(SampleRuns.present([], rows: 0, most: 9) == nil)
        #expect(SampleRuns.indexed([0, 1, 0, 1], owners: 2, most: 3) == nil)
    }

    @Test func profilesOfFeaturesKeepTheirRuns() throws {
        let profiles = try #require(SampleRuns.indexed([1, 0, 1], owners: 2)).runs
        let samples = try #require(SampleRuns.contiguous(counts: [2, 0, 3], length: 5)).runs
        let joined = samples.joined(by: profiles)
        #expect(Self.samples(joined) == [[], [0, 1, 2, 3, 4]])
        #expect(joined.runCounts(of: 0) == [0])
        #expect(joined.runCounts(of: 1) == [2, 3])
        #expect(joined.runCounts(of: 2).isEmpty && joined.count(of: -1) == 0)
    }

    @Test func whatIsHiddenTakesNoPlace() throws {
        let runs = try #require(SampleRuns.indexed([1, 0, 1, 1, 0], owners: 2)).runs
        let window = IndexWindow(positions: [0, 2, 4])
        let left = runs.left(of: [1]) { window.position(of: $0) }
        #expect(Self.samples(left) == [[0, 1]])
    }
}
