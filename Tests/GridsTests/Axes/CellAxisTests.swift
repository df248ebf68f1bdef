import Testing

@testable import Grids

@Suite struct CellAxisTests {
    @Test(
        arguments: [
            (-0.51, nil), (-0.5, 0), (0.0, 0), (0.5, 0), (0.51, 1), (2.4, 2), (2.5, 2), (2.51, nil),
            (.nan, nil),
            (.infinity, nil),
        ] as [(Double, Int?)]
    )
    func ascendingCellsReachHalfAStep(value: Double, expected: Int?) {
        #expect(CellAxis(centres: [0, 1, 2]).index(containing: value) == expected)
    }

    @Test(
        arguments: [(2.51, nil), (2.5, 0), (1.5, 0), (1.49, 1), (-0.5, 2), (-0.51, nil)] as [(Double, Int?)]
    )
    func descendingTiesGoToTheLowerIndex(value: Double, expected: Int?) {
        #expect(CellAxis(centres: [2, 1, 0]).index(containing: value) == expected)
    }

    @Test func boundsDecideWhereTheyAreSound() {
        let bounded = CellAxis(centres: [1, 4, 9], bounds: [(0, 2), (2, 6), (6, 12)])
        #expect(bounded.edges == [0, 2, 6, 12])
        #expect(bounded.index(containing: 5.9) == 1)
        let gap = CellAxis(centres: [1, 4, 9], bounds: [(0, 2), (3, 6), (6, 12)])
        #expect(gap.edges == nil && gap.span == 0...12)
        #expect(
            [0, 1.9, 2.4, 2.6, 3.5, 12, 12.1].map { gap.index(containing: $0) } == [0, 0, 0, 1, 1, 2, nil]
        )
        let outside = CellAxis(centres: [1, 4, 9], bounds: [(2, 3), (3, 6), (6, 12)])
        #expect(outside.edges == [-0.5, 2.5, 6.5, 11.5])
        let swapped = CellAxis(centres: [9, 4], bounds: [(6, 12), (2, 6)])
        #expect(swapped.edges == [12, 6, 2])
    }

    @Test(arguments: [[1, 1, 2], [1, 3, 2], [1, .nan, 3, 2], [.nan], []] as [[Double]])
    func unorderedAxesHaveNoCells(centres: [Double]) {
        let axis = CellAxis(centres: centres)
        #expect(axis.order == .unordered)
        #expect(axis.edges == nil)
        #expect(axis.index(containing: 1.4) == nil)
        #expect(axis.index(containing: 1) == centres.firstIndex(of: 1))
    }

    /// What is missing takes no place: 1 and 3 meet at 2, which belongs to the lower index.
    @Test func knownPositionsHaveCellsBesideMissingOnes() {
        let axis = CellAxis(centres: [1, .nan, 3])
        #expect([1, 1.4, 2, 2.1, 3.9, 4.1].map { axis.index(containing: $0) } == [0, 0, 0, 2, 2, nil])
    }

    @Test func oneCellWithoutBoundsIsOnlyItself() {
        #expect(CellAxis(centres: [850]).index(containing: 850) == 0)
        #expect(CellAxis(centres: [850]).index(containing: 851) == nil)
        #expect(CellAxis(centres: [850], bounds: [(800, 900)]).index(containing: 851) == 0)
    }

    @Test(arguments: [
        (1.0, 3.0, [IndexRange(1..<4)]), (0.5, 0.7, []), (-10.0, 10.0, [IndexRange(0..<5)]),
        (4.0, 4.0, [IndexRange(4..<5)]),
    ])
    func rangesIncludeBothEnds(lower: Double, upper: Double, expected: [IndexRange]) {
        #expect(CellAxis(centres: [0, 1, 2, 3, 4]).indices(from: lower, to: upper) == expected)
        let mirrored = expected.map { IndexRange(start: 4 - $0.last, count: $0.count) }
        #expect(CellAxis(centres: [4, 3, 2, 1, 0]).indices(from: lower, to: upper) == mirrored)
    }

    @Test(
        arguments: [[1, 2, 4, 8], [8, 4, 2, 1], [2, 8, .nan, 1, 4]],
        [(0.5, nil), (1, 1), (3.9, 2), (4, 4), (100, 8), (.infinity, 8)] as [(Double, Double?)]
    )
    func largestNotAbove(centres: [Double], limit: (Double, Double?)) {
        let axis = CellAxis(centres: centres)
        #expect(axis.indexOfLargest(notAbove: limit.0).map { centres[$0] } == limit.1)
    }

    @Test func unorderedRangesAreRuns() {
        let axis = CellAxis(centres: [5, 1, 2, 9, 3, 1])
        #expect(axis.indices(from: 1, to: 3) == [IndexRange(1..<3), IndexRange(4..<6)])
    }

    @Test(
        arguments: [
            ([0, 1, 2], 1), ([2, 1, 0], -1), ([0, 1, 3], nil), ([0], nil), ([0, 0.1, 0.2, 0.3], 0.1),
        ]
            as [([Double], Double?)]
    )
    func regularSteps(centres: [Double], expected: Double?) {
        let step = CellAxis(centres: centres).regularStep
        #expect((step == nil) == (expected == nil))
        if let step, let expected { #expect(abs(step - expected) < 1e-12) }
    }
}

@Suite struct RectilinearGridTests {
    private func grid(_ longitudes: [Double]) -> RectilinearGrid {
        RectilinearGrid(
            longitudes: CellAxis(centres: CellAxis.unwrapped(longitudes)),
            latitudes: CellAxis(centres: [-60, 0, 60])
        )
    }

    /// The same place in any turn is the same column, on every numbering of longitudes.
    @Test(arguments: [-720.0, -360, 0, 360, 720])
    func turnsDoNotMatter(turn: Double) {
        let from0 = grid((0..<36).map { Double($0) * 10 })
        let from180 = grid((0..<36).map { Double($0) * 10 - 180 })
        for place in stride(from: -175.0, through: 175, by: 10) {
            let first = from0.column(containing: place + turn - 1)
            let second = from180.column(containing: place + turn - 1)
            #expect(
                first.map { from0.longitudes.centres[$0] }.map { $0 >= 180 ? $0 - 360 : $0 }
                    == second.map { from180.longitudes.centres[$0] }
            )
        }
    }

    @Test(
        arguments: [
            (358.0, 0), (-2.0, 0), (0.5, 1), (3.0, 2), (365.25, 2), (366.0, nil), (357.0, nil), (.nan, nil),
            (1e300, nil),
        ] as [(Double, Int?)]
    )
    func seamInsideTheGrid(longitude: Double, expected: Int?) {
        #expect(grid([359, 1.5, 4]).column(containing: longitude) == expected)
    }

    @Test func extents() {
        #expect(
            grid([359, 1.5, 4]).extent == GeographicExtent(west: -2.25, south: -90, east: 5.25, north: 90)
        )
        #expect(
            grid([0, 90, 180, 270]).extent == GeographicExtent(west: -180, south: -90, east: 180, north: 90)
        )
        #expect(
            grid([170, 180, 190]).extent == GeographicExtent(west: 165, south: -90, east: 195, north: 90)
        )
    }

    @Test(arguments: [(90.0, 2), (-90.0, 0), (90.1, nil), (.nan, nil)] as [(Double, Int?)])
    func poles(latitude: Double, expected: Int?) {
        #expect(grid([0, 120, 240]).row(containing: latitude) == expected)
    }
}
