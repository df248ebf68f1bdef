import Gateway
import Glibc
import TestSupport
import Testing

@testable import Maps
@testable import WMS

/// Pixels against values: right side up, in the right place, in every reference system.
struct PlacementTests {
    struct Layout: CustomTestStringConvertible {
        let start: Double
        let descending: Bool
        let chunkShape: [Int]?

        var testDescription: String {
            "longitudes from \(start), latitudes \(descending ? "descending" : "ascending"), chunks \(chunkShape ?? [])"
        }

        static let all = [
            Layout(start: -180, descending: true, chunkShape: nil),
            Layout(start: 0, descending: true, chunkShape: [7, 11]),
            Layout(start: -180, descending: false, chunkShape: [36, 10]),
            Layout(start: 0, descending: false, chunkShape: [5, 72]),
            Layout(start: -30, descending: true, chunkShape: [10, 10]),
        ]
    }

    struct View: CustomTestStringConvertible {
        let crs: String
        let bbox: String
        /// Longitude and latitude of a pixel's centre, from its share of the way right and down.
        let place: @Sendable (Double, Double) -> (Double, Double)

        var testDescription: String { "\(crs) \(bbox)" }

        static let all = [
            View(crs: "CRS:84", bbox: "-180,-90,180,90") { ($0 * 360 - 180, 90 - $1 * 180) },
            View(crs: "EPSG:4326", bbox: "-90,-180,90,180") { ($0 * 360 - 180, 90 - $1 * 180) },
            View(crs: "EPSG:4326", bbox: "10,20,70,140") { (20 + $0 * 120, 70 - $1 * 60) },
            View(crs: "CRS:84", bbox: "100,-50,260,30") { (100 + $0 * 160, 30 - $1 * 80) },
            View(
                crs: "EPSG:3857",
                bbox: "-20037508.342789244,-20037508.342789244,20037508.342789244,20037508.342789244"
            ) {
                ($0 * 360 - 180, mercatorLatitude(1 - 2 * $1))
            },
            View(crs: "EPSG:900913", bbox: "0,0,10018754.171394622,10018754.171394622") {
                ($0 * 90, mercatorLatitude(0.5 - 0.5 * $1))
            },
        ]

        /// Latitude at a share of the way from the equator to the northern edge of the square map, in the textbook's
        /// form rather than the one under test.
        @Sendable static func mercatorLatitude(_ share: Double) -> Double {
            (2 * atan(exp(share * Double.pi)) - Double.pi / 2) * 180 / Double.pi
        }
    }

    @Test(arguments: Layout.all, View.all)
    func aPixelShowsTheValueOfItsPlace(layout: Layout, view: View) throws {
        for isLongitude in [true, false] {
            let field = Globe.field(
                from: layout.start,
                descending: layout.descending,
                chunkShape: layout.chunkShape
            ) {
                isLongitude ? $0 : $1
            }
            let fixture = try MapFixture(
                Globe.axes(from: layout.start, descending: layout.descending) + [field]
            )
            let (width, height) = (53, 41)
            let answer = try fixture.map([
                "CRS": view.crs, "BBOX": view.bbox, "WIDTH": "\(width)", "HEIGHT": "\(height)",
                "STYLES": "raster/greys", "COLORSCALERANGE": "-180,180",
            ])
            #expect(answer.status == 200)
            let picture = try #require(DecodedPNG(answer.body))
            try #require(picture.width == width && picture.height == height)
            var wrong: [String] = []
            for row in 0..<height {
                for column in 0..<width {
                    let (x, y) = (
                        (Double(column) + 0.5) / Double(width), (Double(row) + 0.5) / Double(height)
                    )
                    let (longitude, latitude) = view.place(x, y)
                    let degrees = isLongitude ? turned(longitude) : latitude
                    let pixel = picture.pixel(column: column, row: row)
                    if !allowed(degrees).contains(pixel) { wrong.append("\(column),\(row): \(pixel)") }
                }
            }
            #expect(wrong.isEmpty, "\(wrong.count) pixels, \(wrong.prefix(5))")
        }
    }

    /// The colours that a place may have: a centre on the edge of two cells is either's.
    private func allowed(_ degrees: Double) -> [[UInt8]] {
        let share = degrees / Globe.step
        let isEdge = abs(share - share.rounded()) < 1e-9
        let centre = cellCentre(isEdge ? share.rounded() * Globe.step : degrees)
        return (isEdge ? [centre, centre - Globe.step, centre + 360 - Globe.step] : [centre]).map(grey)
    }

    private func turned(_ longitude: Double) -> Double {
        longitude - 360 * ((longitude + 180) / 360).rounded(.down)
    }

    private func cellCentre(_ degrees: Double) -> Double {
        (degrees / Globe.step).rounded(.down) * Globe.step + Globe.step / 2
    }

    private static let greys = (Palette.named("greys")?.colours(250) ?? []).map {
        [$0.red, $0.green, $0.blue, 255]
    }

    /// The colour of a value between −180 and 180 in 250 greys, as the palette's points say.
    private func grey(of value: Double) -> [UInt8] {
        Self.greys[min(max(Int((value + 180) / 360 * 250), 0), 249)]
    }
}
