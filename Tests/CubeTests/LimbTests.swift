import CF
import Execution
import Failures
import TestSupport
import Testing

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// At the limb of a satellite's view pictures and places say the same, be the centre of a cell on the Earth or beside it.
@Suite struct LimbTests {
    /// The whole view, its western limb, and its northern one.
    private static let boxes = [[-90.0, -90, 90, 90], [-90, -10, -60, 20], [-40, 60, 40, 90]]

    private static func target(_ box: [Double], side: Int = 18) -> RasterTarget {
        RasterTarget(
            system: .geographic,
            minX: box[0],
            minY: box[1],
            maxX: box[2],
            maxY: box[3],
            width: side,
            height: side
        )
    }

    private static func value(at place: GeographicPoint, _ dataset: Dataset) throws -> Double? {
        let query = Query(
            variables: ["v"],
            others: .byDefault,
            place: .point(longitude: place.longitude, latitude: place.latitude),
            form: .coverages
        )
        do {
            let plan = try dataset.bind(query, context: context)
            return try plan.open(context: context).values(part: 0, context: context).doubles.first
        } catch Failure.outsideDomain {
            return nil
        }
    }

    @Test(arguments: boxes) func picturesAndPlacesAgree(box: [Double]) throws {
        let dataset = try OddStore.geostationary(side: 11).dataset()
        let grid = try #require(dataset.variables.first { $0.name == "v" }?.grid as? ProjectedGrid)
        let target = Self.target(box)
        let map = grid.cells(under: target)
        var (shown, empty, beside) = (0, 0, 0)
        for pixel in map.columns.indices {
            let place = GeographicPoint(
                longitude: target.longitude(ofColumn: pixel % target.width),
                latitude: target.latitude(ofRow: pixel / target.width)
            )
            let value = try Self.value(at: place, dataset)
            guard map.columns[pixel] >= 0 else {
                empty += 1
                #expect(value == nil, "\(place)")
                continue
            }
            let cell = GridCell(column: Int(map.columns[pixel]), row: Int(map.rows[pixel]))
            shown += 1
            // Values count cells; within an eighth of a pixel of a border either of two is shown.
            let isBorder = grid.distanceInCells(from: place, to: cell) < 0.56
            #expect(value == Double(cell.row * 11 + cell.column) || value != nil && isBorder, "\(place)")
            if grid.centre(of: cell) == nil { beside += 1 }
        }
        #expect(shown > 50 && empty > 30 && beside > 10, "\(shown) \(empty) \(beside)")
    }
}
