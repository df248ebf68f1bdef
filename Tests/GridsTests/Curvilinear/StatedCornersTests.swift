import Execution
import Testing

@testable import Grids

/// Corners that are missing, or reach over a jump, are made from the centres around; how far each cell reaches goes with them.
@Suite struct StatedCornersTests {
    private static let (columns, rows) = (12, 10)
    private let context = WorkContext.background(seconds: 60)

    /// Cells of one degree.
    private static func centre(_ item: Int) -> GeographicPoint {
        GeographicPoint(longitude: 10 + Double(item % columns), latitude: 40 + Double(item / columns))
    }

    /// Where a corner is without anybody stating it.
    private static func corner(_ number: Int, of item: Int) -> GeographicPoint {
        let (across, along) = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)][number]
        let centre = centre(item)
        return GeographicPoint(longitude: centre.longitude + across, latitude: centre.latitude + along)
    }

    private static func places(_ points: [GeographicPoint]) -> CurvilinearPlaces {
        var places = CurvilinearPlaces(count: points.count, isSingle: false)
        places.take(longitudes: points.map(\.longitude))
        places.take(latitudes: points.map(\.latitude))
        return places
    }

    private let centres = places((0..<columns * rows).map(centre))

    private func corners(_ change: (Int, Int) -> GeographicPoint?) -> CurvilinearPlaces {
        Self.places(
            (0..<Self.columns * Self.rows).flatMap { item in
                (0..<4).map { change(item, $0) ?? Self.corner($0, of: item) }
            }
        )
    }

    private func mended(
        _ corners: CurvilinearPlaces,
        working: (Int, () throws -> StatedCorners) throws -> StatedCorners
    ) throws -> StatedCorners {
        try StatedCorners(
            mending: corners,
            of: centres,
            columns: Self.columns,
            rows: Self.rows,
            context: context,
            working: working
        )
    }

    private func grid(_ corners: StatedCorners) throws -> CurvilinearGrid {
        let cells = try CurvilinearCells(
            columns: Self.columns,
            rows: Self.rows,
            places: centres,
            corners: corners,
            context: context
        )
        return try CurvilinearGrid(cells, context: context)
    }

    /// What the index is told of each cell, worked out from the corners alone.
    private func expectReaches(_ stated: StatedCorners) {
        for item in 0..<centres.count {
            let centre = centres.centre(of: item)
            let chords = (0..<4).compactMap { number in
                stated.places.centre(of: 4 * item + number).flatMap { centre?.squaredChord(to: $0) }
            }
            let farthest = (chords.max() ?? 0).squareRoot()
            #expect(stated.reaches[item] == Float(farthest).nextUp, "cell \(item)")
        }
    }

    @Test func soundCornersStayAsTheyAre() throws {
        let corners = corners { _, _ in nil }
        let stated = try mended(corners) { _, _ in
            Issue.record("there is nothing to mend")
            throw Interruption.cancelled
        }
        #expect(stated.places.areSame(as: corners) && stated.places.flaws == PlaceFlaws())
        expectReaches(stated)
    }

    @Test func cornersThatAreMissingOrFarAwayAreMade() throws {
        let (bare, far) = (4 * Self.columns + 5, 6 * Self.columns + 7)
        let nowhere = GeographicPoint(longitude: .nan, latitude: .nan)
        let corners = corners { item, number in
            if item == bare { return nowhere }
            return item == far && number == 2 ? GeographicPoint(longitude: 100, latitude: 0) : nil
        }
        var bytes: [Int] = []
        let stated = try mended(corners) { count, mend in
            bytes.append(count)
            return try mend()
        }
        // An index of the centres, and a copy of the corners.
        #expect(bytes.count == 1 && bytes.allSatisfy { $0 > 120 * (5 * 16 + 16) })
        #expect((stated.places.flaws.astray, stated.places.flaws.bare) == (1, 1))
        for item in 0..<centres.count {
            for number in 0..<4 {
                let place = try #require(stated.places[4 * item + number])
                guard item == bare || item == far else {
                    #expect(place == corners[4 * item + number])
                    continue
                }
                // The mean of four centres, which lie on two parallels, is a little nearer to the pole.
                let expected = Self.corner(number, of: item)
                #expect(abs(place.longitude - expected.longitude) < 0.003)
                #expect(abs(place.latitude - expected.latitude) < 0.003)
            }
        }
        expectReaches(stated)
        let grid = try grid(stated)
        for item in [bare, far, far + 1, far + Self.columns + 1] {
            let cell = try #require(grid.cell(containing: Self.centre(item)))
            #expect(cell.row * Self.columns + cell.column == item)
        }
        // Nothing reaches where the corner was.
        #expect(grid.cell(containing: GeographicPoint(longitude: 60, latitude: 25)) == nil)
        #expect(grid.extent.east < 22 && grid.extent.south > 39)
    }
}
