import CRS
import Testing

@testable import Grids

/// Where places lie on a picture, and what of the Earth it shows.
struct PicturePositionTests {
    private static func target(_ system: RasterTarget.System, _ box: [Double], _ side: Int = 200)
        -> RasterTarget
    {
        RasterTarget(
            system: system,
            minX: box[0],
            minY: box[1],
            maxX: box[2],
            maxY: box[3],
            width: side,
            height: side
        )
    }

    private static func projected(_ code: String) throws -> RasterTarget.System {
        let system = try RegisteredSystem.named(code)
        return .projected(ProjectedSystem(name: code, projector: system.projector))
    }

    private static let boxes: [(String, [Double])] = [
        ("CRS:84", [-180, -90, 180, 90]), ("CRS:84", [170, -10, 200, 20]),
        ("EPSG:3857", [-2e7, -1e7, 2e7, 1e7]),
        ("EPSG:3857", [1e6, 5e6, 2e6, 6e6]), ("EPSG:3413", [-4e6, -4e6, 4e6, 4e6]),
        ("EPSG:3413", [-3e6, -2e6, -1e6, -1e6]), ("EPSG:3031", [1e6, 1e6, 3e6, 3e6]),
        ("EPSG:32633", [3e5, 5e6, 7e5, 6e6]),
    ]

    private static func system(_ name: String) throws -> RasterTarget.System {
        switch name {
        case "CRS:84": .geographic
        case "EPSG:3857": .webMercator
        default: try projected(name)
        }
    }

    /// The place under each pixel's centre lies there, and in the part of the Earth that the picture shows.
    @Test(arguments: boxes) func placesLieWhereTheirPixelsAre(name: String, box: [Double]) throws {
        let target = Self.target(try Self.system(name), box)
        let footprint = try #require(target.footprint(margin: 10))
        for (column, row) in [(0, 0), (199, 0), (100, 100), (13, 177), (199, 199), (60, 41)] {
            let (longitudes, latitudes) = target.places([(column: Double(column), row: Double(row))])
            guard longitudes[0].isFinite, abs(latitudes[0]) <= 90 else { continue }
            let place = GeographicPoint(longitude: longitudes[0], latitude: latitudes[0])
            let near = target.positions(of: place, margin: 0).map { position in
                abs(position.x - Double(column) - 0.5) + abs(position.y - Double(row) - 0.5)
            }
            #expect((near.min() ?? 9) < 0.01, "\(column) \(row)")
            let turned = (place.longitude - footprint.west).truncatingRemainder(dividingBy: 360)
            let inside = turned < 0 ? turned + 360 : turned
            #expect(inside <= footprint.width + 1e-9)
            #expect((footprint.south - 1e-9...footprint.north + 1e-9).contains(place.latitude))
        }
    }

    /// What is far from a picture is not looked for there.
    @Test func smallPicturesShowSmallParts() throws {
        for (name, box) in [
            ("EPSG:32633", [4.9e5, 5.5e6, 5.1e5, 5.52e6]), ("EPSG:3413", [-3e6, -2e6, -2.9e6, -1.9e6]),
        ] {
            let footprint = try #require(Self.target(try Self.system(name), box).footprint(margin: 0))
            #expect(footprint.width < 10 && footprint.north - footprint.south < 5)
        }
        let polar = try #require(
            Self.target(try Self.system("EPSG:3413"), [-1e6, -1e6, 1e6, 1e6]).footprint(margin: 0)
        )
        #expect(polar.width == 360 && polar.north == 90 && polar.south > 60)
    }

    private static let turns: [[Double]] = [
        [-360, -90, 360, 90, 2], [-180, -90, 180, 90, 1], [-1e9, -90, 1e9, 90, 0], [-1e300, -1, 1e300, 1, 0],
        [1e14, -90, 1e14 + 720, 90, 0], [20, -90, 40, 90, 0],
    ]

    /// A picture that goes round the Earth twice shows a place twice, one of less than a pixel nowhere, and none for ever.
    @Test(arguments: turns) func turnsAreCounted(box: [Double]) {
        let place = GeographicPoint(longitude: 10, latitude: 0)
        let target = Self.target(.geographic, Array(box[..<4]))
        #expect(target.positions(of: place, margin: 0).count == Int(box[4]))
    }

    /// A line goes on over the antimeridian, on the side where its middle is.
    @Test func linesStayTogether() throws {
        let target = Self.target(.geographic, [170, -10, 190, 10])
        let places = [(179.0, 0.0), (-179, 0), (-179, 2)].map {
            GeographicPoint(longitude: $0.0, latitude: $0.1)
        }
        let line = try #require(target.line(through: places, around: RasterTarget.Position(x: 100, y: 100)))
        #expect(line.map(\.x) == [90, 110, 110] && line.map(\.y) == [100, 100, 80])
    }
}
