import Gateway
import TestSupport
import Testing
import Zarr

@testable import WMS

/// The same area in several turns of longitude, of grids that begin at different meridians: the pictures are equal.
struct SameAreaTests {
    private static func map(from first: Double, descending: Bool) throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: first, descending: descending) + [
                Globe.field(from: first, descending: descending, chunkShape: [7, 11]) { longitude, latitude in
                    50 + longitude / 8 + latitude / 4
                }
            ]
        )
    }

    @Test(arguments: [
        ["-10,-30,10,30", "350,-30,370,30", "-370,-30,-350,30"], ["170,-30,190,30", "-190,-30,-170,30"],
    ])
    func picturesAreEqual(boxes: [String]) throws {
        var pictures: Set<[UInt8]> = []
        for (first, descending) in [(0.0, true), (-180, true), (-180, false), (180, true)] {
            let fixture = try Self.map(from: first, descending: descending)
            for box in boxes {
                let answer = try fixture.map(["BBOX": box, "WIDTH": "40", "HEIGHT": "60"])
                #expect(answer.status == 200)
                pictures.insert(answer.body)
            }
        }
        #expect(pictures.count == 1)
        let picture = try #require(pictures.first.flatMap { DecodedPNG($0) })
        // Not an empty one: cells east and west of the meridian have colours of their own.
        #expect(picture.pixel(column: 5, row: 30) != picture.pixel(column: 35, row: 30))
        #expect(picture.pixel(column: 5, row: 30)[3] == 255)
    }
}
