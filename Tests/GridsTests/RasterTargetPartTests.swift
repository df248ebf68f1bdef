import CRS
import Testing

@testable import Grids

/// Some lines of a picture have the places that they have in the whole.
@Suite struct RasterTargetPartTests {
    private static func target(_ system: RasterTarget.System, _ height: Int) -> RasterTarget {
        RasterTarget(
            system: system,
            minX: -1.1,
            minY: 0.3,
            maxX: 7.7,
            maxY: 59.1,
            width: 3,
            height: height
        )
    }

    @Test(arguments: [RasterTarget.System.geographic, .webMercator], [7, 96, 1001])
    func placesAreEqualToTheLastBit(system: RasterTarget.System, height: Int) {
        let whole = Self.target(system, height)
        for rows in [0..<1, 1..<height, height / 3..<height / 2 + 1] {
            let part = whole.part(rows: rows)
            #expect(part.height == rows.count)
            for row in rows {
                #expect(part.latitude(ofRow: row - rows.lowerBound) == whole.latitude(ofRow: row))
                let pixel = part.pixel(column: 1, row: row - rows.lowerBound)
                #expect(pixel == whole.pixel(column: 1, row: row))
            }
            // A part of a part is one of the whole.
            let last = part.part(rows: rows.count - 1..<rows.count)
            #expect(last.latitude(ofRow: 0) == whole.latitude(ofRow: rows.upperBound - 1))
        }
    }

    @Test func edgesOfAPartAreThoseOfItsLines() {
        let part = Self.target(.geographic, 98).part(rows: 10..<30)
        #expect(abs(part.maxY - (59.1 - 10 * 0.6)) < 1e-12)
        #expect(abs(part.minY - (59.1 - 30 * 0.6)) < 1e-12)
    }
}
