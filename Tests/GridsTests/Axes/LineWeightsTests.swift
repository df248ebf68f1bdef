import Testing

@testable import Grids

/// What pixels are mixed from, on axes that are worked out by hand.
@Suite struct LineWeightsTests {
    /// The cells of each pixel along x with their weights, in hundredths of a pixel's sum.
    private static func shares(_ line: LineWeights) -> [[Int: Int]] {
        (0..<line.pixels).map { pixel in
            let entries = line.entries(of: pixel)
            let sum = entries.reduce(0) { $0 + line.weights[$1] }
            return Dictionary(
                entries.map { (Int(line.cells[$0]), Int((line.weights[$0] / sum * 100).rounded())) },
                uniquingKeysWith: +
            )
        }
    }

    /// What a rectilinear grid mixes.
    private static func lines(_ weights: CellWeights?) throws -> CrossedLines {
        guard case .lines(let lines) = try #require(weights) else { throw CancellationError() }
        return lines
    }

    private static func grid(_ longitudes: [Double], _ latitudes: [Double] = [10, 0, -10]) -> RectilinearGrid
    {
        RectilinearGrid(
            longitudes: CellAxis(centres: longitudes),
            latitudes: CellAxis(centres: latitudes)
        )
    }

    /// Four columns of pixels, and three rows from 15 to -15 degrees.
    private static func target(_ west: Double, _ east: Double) -> RasterTarget {
        RasterTarget(system: .geographic, minX: west, minY: -15, maxX: east, maxY: 15, width: 4, height: 3)
    }

    private static func world(_ step: Double) -> [Double] {
        Array(stride(from: step / 2, to: 360, by: step))
    }

    @Test(
        arguments: [
            // Centres of pixels at 0, 5, 10, 15 in cells of 10 degrees.
            ([0, 10, 20], -2.5, 17.5, [[0: 100], [0: 50, 1: 50], [1: 100], [1: 50, 2: 50]]),
            // Beyond the outermost centre the cell has all of it, beyond its end nobody.
            ([0, 10], -8.5, 3.5, [[:], [0: 100], [0: 100], [0: 80, 1: 20]]),
            // Falling.
            ([20, 10, 0], -2.5, 17.5, [[2: 100], [2: 50, 1: 50], [1: 100], [1: 50, 0: 50]]),
            // In another turn.
            ([0, 10, 20], 357.5, 377.5, [[0: 100], [0: 50, 1: 50], [1: 100], [1: 50, 2: 50]]),
            // A step that is no step of others.
            ([0, 10, 30], 10, 26, [[1: 90, 2: 10], [1: 70, 2: 30], [1: 50, 2: 50], [1: 30, 2: 70]]),
        ] as [([Double], Double, Double, [[Int: Int]])]
    )
    func bilinearSharesFollowTheDistance(
        centres: [Double],
        west: Double,
        east: Double,
        expected: [[Int: Int]]
    )
        throws
    {
        let weights = try Self.lines(
            Self.grid(centres).weights(under: Self.target(west, east), by: .bilinear)
        )
        #expect(Self.shares(weights.columns) == expected)
        #expect(Self.shares(weights.rows) == [[0: 100], [1: 100], [2: 100]])
    }

    /// The last and the first of 36 columns are neighbours, whichever turn a picture is in.
    @Test(arguments: [0.0, 360, -720]) func bilinearGoesRoundTheEarth(turn: Double) throws {
        let grid = Self.grid(Self.world(10))
        let weights = try Self.lines(
            grid.weights(under: Self.target(turn - 4.5, turn + 3.5), by: .bilinear)
        )
        // Centres at -3.5, -1.5, 0.5, 2.5 between those at -5 and 5.
        #expect(
            Self.shares(weights.columns) == [
                [35: 85, 0: 15], [35: 65, 0: 35], [0: 55, 35: 45], [0: 75, 35: 25],
            ]
        )
    }

    /// 0 and 360 degrees are one meridian: the neighbours of both are the others.
    @Test func bilinearPassesARepeatedMeridian() throws {
        let grid = Self.grid(Array(stride(from: 0, through: 360, by: 10)))
        let weights = try Self.lines(grid.weights(under: Self.target(352, 368), by: .bilinear))
        // Centres at 354, 358, 362, 366.
        let shares = Self.shares(weights.columns).map { pixel in
            Dictionary(pixel.map { ($0.key == 36 ? 0 : $0.key, $0.value) }, uniquingKeysWith: +)
        }
        #expect(shares == [[35: 60, 0: 40], [0: 80, 35: 20], [0: 80, 1: 20], [1: 60, 0: 40]])
    }

    @Test(
        arguments: [
            // Pixels of 10 degrees over cells of 5.
            (Self.world(5), 0, 40, [[0: 50, 1: 50], [2: 50, 3: 50], [4: 50, 5: 50], [6: 50, 7: 50]]),
            // Off the edges.
            (Self.world(10), 2, 42, [[0: 80, 1: 20], [1: 80, 2: 20], [2: 80, 3: 20], [3: 80, 4: 20]]),
            // Round the Earth, and a pixel that lies half outside.
            (Self.world(90), -180, 180, [[2: 100], [3: 100], [0: 100], [1: 100]]),
            ([5, 15], -20, 20, [[:], [:], [0: 100], [1: 100]]),
            ([15, 5], -5, 35, [[1: 100], [1: 50, 0: 50], [0: 100], [:]]),
        ] as [([Double], Double, Double, [[Int: Int]])]
    )
    func averagesAreByExtent(centres: [Double], west: Double, east: Double, expected: [[Int: Int]]) throws {
        let weights = try Self.lines(
            Self.grid(centres).weights(under: Self.target(west, east), by: .average)
        )
        #expect(Self.shares(weights.columns) == expected)
    }

    /// -180 and 180 degrees are one meridian: its column counts once.
    @Test func aRepeatedColumnCountsOnceInAverages() throws {
        let grid = Self.grid(Array(stride(from: -180, through: 180, by: 10)))
        let target = RasterTarget(
            system: .geographic,
            minX: 171,
            minY: -15,
            maxX: 189,
            maxY: 15,
            width: 1,
            height: 3
        )
        let shares = try Self.shares(Self.lines(grid.weights(under: target, by: .average)).columns)
        #expect(shares == [[35: 22, 0: 56, 1: 22]])
    }

    /// A picture wider than the Earth has no place of it twice in one pixel.
    @Test func noPlaceCountsTwiceInAPixel() throws {
        let grid = Self.grid(Self.world(90))
        let weights = try Self.lines(grid.weights(under: Self.target(-2000, 2000), by: .average))
        #expect(Self.shares(weights.columns) == Array(repeating: [0: 25, 1: 25, 2: 25, 3: 25], count: 4))
    }

    /// Between 60 and 90 degrees lies 0.134 of the area of a half of the sphere, between 0 and 60 the rest.
    @Test func averagesOfRowsAreByArea() throws {
        let bounds = [(60.0, 90.0), (0.0, 60.0)]
        let grid = RectilinearGrid(
            longitudes: CellAxis(centres: Self.world(90)),
            latitudes: CellAxis(centres: [75, 30], bounds: bounds)
        )
        let target = RasterTarget(
            system: .geographic,
            minX: 0,
            minY: 0,
            maxX: 360,
            maxY: 90,
            width: 1,
            height: 1
        )
        let weights = try Self.lines(grid.weights(under: target, by: .average))
        #expect(Self.shares(weights.rows) == [[0: 13, 1: 87]])
    }

    @Test(arguments: [[0, 0, 1], [1, .nan, 3], [0, 5, 2]] as [[Double]])
    func axesInNoOrderAreNotMixed(centres: [Double]) {
        for resampling in [Resampling.bilinear, .average] {
            #expect(Self.grid(centres).weights(under: Self.target(0, 10), by: resampling) == nil)
            #expect(Self.grid([0, 10], centres).weights(under: Self.target(0, 10), by: resampling) == nil)
        }
    }

    /// Nobody looks at a billion columns, or at a thousand turns.
    @Test func averagesAreBounded() {
        let long = RectilinearGrid(
            longitudes: CellAxis(indices: 1_000_000_000),
            latitudes: CellAxis(centres: [10, 0])
        )
        #expect(long.weights(under: Self.target(0, 10), by: .average) == nil)
        #expect(Self.grid([0, 500_000]).weights(under: Self.target(0, 10), by: .average) == nil)
    }

    /// Where stated cells leave gaps or overlap, an average counts each place for the cell that answers there alone.
    @Test(
        arguments: [
            ([0.0, 10, 20, 40], [(-2.0, 2.0), (8, 12), (18, 22), (36, 44)]),
            ([0, 10, 20, 40], [(-1, 9), (9.5, 14), (14, 29), (39, 41)]),
            ([0, 10, 20, 40], [(-6, 8), (4, 18), (11, 34), (25, 50)]),
            ([0, 10, 20, 40], [(-5, 6), (3, 12), (17, 30), (30, 45)]),
        ] as [([Double], [(Double, Double)])],
        [false, true]
    )
    func averagesCountWhatAnswers(
        cells: (centres: [Double], bounds: [(Double, Double)]),
        falls: Bool
    ) throws {
        let (centres, bounds) =
            falls ? (cells.centres.reversed(), cells.bounds.reversed()) : (cells.centres, cells.bounds)
        let axis = CellAxis(centres: centres, bounds: bounds)
        let latitudes = CellAxis(centres: [10, 0, -10])
        let grid = RectilinearGrid(longitudes: axis, latitudes: latitudes)
        let (west, width) = (-7.0, 15.0)
        let target = RasterTarget(
            system: .geographic,
            minX: west,
            minY: -15,
            maxX: west + 4 * width,
            maxY: 15,
            width: 4,
            height: 3
        )
        let line = try Self.lines(grid.weights(under: target, by: .average)).columns
        let samples = 60_000
        for pixel in 0..<4 {
            var counted = [Int](repeating: 0, count: centres.count)
            for sample in 0..<samples {
                let place = west + (Double(pixel) + (Double(sample) + 0.5) / Double(samples)) * width
                if let cell = axis.index(containing: place) { counted[cell] += 1 }
            }
            let all = Double(counted.reduce(0, +))
            var shares = [Double](repeating: 0, count: centres.count)
            for entry in line.entries(of: pixel) { shares[Int(line.cells[entry])] += line.weights[entry] }
            for (share, count) in zip(shares, counted) {
                #expect(abs(share - (all > 0 ? Double(count) / all : 0)) < 1e-3)
            }
        }
    }

    /// Cells that overlap round the Earth meet half-way too, and a column that is repeated counts for nothing.
    @Test(
        arguments: [
            (0.0, 330.0, 20.0), (0, 330, 16), (10, 340, 15.5), (-170, 160, 25), (0, 360, 15), (0, 360, 20),
        ],
        [false, true]
    )
    func averagesMeetRoundTheEarth(cells: (first: Double, last: Double, half: Double), falls: Bool) throws {
        let rising = Array(stride(from: cells.first, through: cells.last, by: 30))
        let centres = falls ? rising.reversed() : rising
        let axis = CellAxis(centres: centres, bounds: centres.map { ($0 - cells.half, $0 + cells.half) })
        let grid = RectilinearGrid(longitudes: axis, latitudes: CellAxis(centres: [10, 0, -10]))
        // Pixels as narrow as nearest pictures have one cell each, but where two meet.
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -15,
            maxX: 180,
            maxY: 15,
            width: 3600,
            height: 3
        )
        let line = try Self.lines(grid.weights(under: target, by: .average)).columns
        let nearest = grid.cells(under: target).columns
        let others = zip(Self.shares(line), nearest).count { $0 != [Int($1): 100] }
        #expect(others <= rising.count)
    }

    /// Pixels in a gap have the value of the nearest centre, as those of nearest pictures.
    @Test func pixelsInGapsHaveTheirCell() throws {
        let axis = CellAxis(centres: [0, 10], bounds: [(-1, 1), (9, 11)])
        let grid = RectilinearGrid(longitudes: axis, latitudes: CellAxis(centres: [10, 0, -10]))
        let target = RasterTarget(
            system: .geographic,
            minX: 3,
            minY: -15,
            maxX: 7,
            maxY: 15,
            width: 4,
            height: 3
        )
        let weights = try Self.lines(grid.weights(under: target, by: .average))
        #expect(Self.shares(weights.columns) == [[0: 100], [0: 100], [1: 100], [1: 100]])
        #expect(grid.cells(under: target).columns == [0, 0, 1, 1])
    }

    /// The weights of an average add up to one, so that the mean of the largest numbers is a number.
    @Test(arguments: [0.0, 350]) func sharesOfAveragesAddUp(west: Double) throws {
        let grid = Self.grid(Self.world(0.1))
        let target = RasterTarget(
            system: .geographic,
            minX: west,
            minY: -15,
            maxX: west + 400,
            maxY: 15,
            width: 4,
            height: 3
        )
        let weights = try Self.lines(grid.weights(under: target, by: .average))
        for line in [weights.columns, weights.rows] {
            #expect(line.sums.allSatisfy { abs($0 - 1) < 1e-12 })
        }
    }
}
