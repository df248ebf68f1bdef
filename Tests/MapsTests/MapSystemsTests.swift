import CRS
import Glibc
import Testing

@testable import Grids
@testable import Maps

/// Systems that PROJ reaches: which are offered, their boxes, and where their pixels are.
struct MapSystemsTests {
    private static func system(_ code: String) throws -> MapSystem {
        MapSystem(try RegisteredSystem.named(code))
    }

    @Test func listedOnesAreOffered() {
        let systems = MapSystems([
            "EPSG:3035", "urn:ogc:def:crs:EPSG::3413", "EPSG:3035", "EPSG:4326", "nonsense",
        ])
        #expect(systems.names == ["EPSG:3035", "EPSG:3413"])
        #expect(
            systems.offered(besides: ["EPSG:32633", "EPSG:3413"]).map(\.name) == [
                "EPSG:3035", "EPSG:3413", "EPSG:32633",
            ]
        )
        #expect(
            systems.named("http://www.opengis.net/def/crs/EPSG/0/3035", besides: { [] })?.name == "EPSG:3035"
        )
        #expect(systems.named("EPSG:32633", besides: { [] }) == nil)
        #expect(systems.named("EPSG:32633", besides: { ["EPSG:32633"] })?.name == "EPSG:32633")
        #expect(systems.named("urn:ogc:def:crs:EPSG::4326", besides: { [] }) == .epsg4326)
        #expect(systems.named("EPSG:1", besides: { ["EPSG:1"] }) == nil)
    }

    @Test func theUsualOnesAreAllKnown() {
        #expect(MapSystems().offered(besides: []).map(\.name) == MapSystems.usual)
        #expect(MapSystems.usual.allSatisfy { MapSystems.problem(of: $0) == nil })
        #expect(MapSystems.problem(of: "EPSG:32661") != nil && MapSystems.problem(of: "x") != nil)
    }

    /// The least and largest of 401 × 401 places that pyproj projected, of what lies in the area of use.
    @Test(arguments: [
        (
            "EPSG:3035", MapExtent(west: 0, south: 40, east: 10, north: 50),
            [3465349.298105001, 1878468.3097177558, 4321000.0, 3036305.967362858]
        ),
        (
            "EPSG:3413", MapExtent(west: -40, south: 0, east: 10, north: 90),
            [0.0, -3310514.6425216966, 2722173.5291955364, 0.0]
        ),
        (
            "EPSG:2193", MapExtent(west: 170, south: -45, east: 175, north: -40),
            [1343900.3520279839, 5012670.495420748, 1770725.494272274, 5572242.781375506]
        ),
        (
            "EPSG:32633", MapExtent(west: 12, south: 40, east: 18, north: 50),
            [243900.35202972393, 4427757.218738374, 756099.6479702791, 5542944.018649102]
        ),
        (
            "EPSG:3035", MapExtent.world,
            [-146473.1132416511, 196464.361407456, 7824928.564455921, 6971477.4845221285]
        ),
    ])
    func boxesAreAroundWhatLiesInTheArea(code: String, extent: MapExtent, expected: [Double]) throws {
        let box = try #require(try Self.system(code).box(extent))
        let slack = 0.005 * max(expected[2] - expected[0], expected[3] - expected[1])
        // The area of use of EPSG:3035 has grown from one version of the registry to the next.
        guard code != "EPSG:3035" || extent != MapExtent.world else {
            #expect(box.west <= expected[0] + slack && box.east >= expected[2] - slack)
            return
        }
        for (side, number) in zip([box.west, box.south, box.east, box.north], expected) {
            #expect(abs(side - number) <= slack, "\(box)")
        }
    }

    @Test func whatLiesOutsideHasNoBox() throws {
        let australia = MapExtent(west: 110, south: -45, east: 155, north: -10)
        #expect(try Self.system("EPSG:27700").box(australia) == nil)
        // Fiji is used on both sides of the antimeridian.
        let east = MapExtent(west: 170, south: -20, east: 179.9, north: -15)
        #expect(try Self.system("EPSG:3460").box(east) != nil)
    }

    /// Pictures of a quarter of the Earth, of a town, across the pole and across the antimeridian.
    @Test(arguments: [
        ("EPSG:3035", [1e6, 0, 8e6, 6e6]), ("EPSG:3413", [-4e6, -4e6, 4e6, 4e6]),
        ("EPSG:3413", [-1000.0, -1000, 1000, 1000]), ("EPSG:3031", [-9e6, -9e6, 9e6, 9e6]),
        ("EPSG:32633", [4e5, 5e6, 4.01e5, 5.001e6]), ("EPSG:32633", [-5e5, 0, 1.5e6, 9e6]),
        ("EPSG:3577", [-3e6, -6e6, 3e6, 0]), ("EPSG:4258", [-90.0, -180, 90, 180]),
        ("ESRI:54009", [-18e6, -9e6, 18e6, 9e6]), ("EPSG:3575", [-5e6, -5e6, 5e6, 5e6]),
    ])
    func pixelsAreWithinAnEighthOfTheirPlace(code: String, box: [Double]) throws {
        let target = RasterTarget(
            system: try Self.system(code).system,
            minX: box[0],
            minY: box[1],
            maxX: box[2],
            maxY: box[3],
            width: 150,
            height: 130
        )
        guard case .projected(let system) = target.system else { return #expect(Bool(false)) }
        var (count, worst) = (0, 0.0)
        target.forEachPlace { pixel, longitude, latitude in
            let (column, row) = (Double(pixel % 150), Double(pixel / 150))
            // The projection itself says what pixel a place is in.
            let (x, y) = system.projector.project(longitude: longitude, latitude: latitude)
            let across = (x - box[0]) / (box[2] - box[0]) * 150 - 0.5 - column
            let down = (box[3] - y) / (box[3] - box[1]) * 130 - 0.5 - row
            count += 1
            if across.isFinite, down.isFinite {
                worst = max(worst, (across * across + down * down).squareRoot())
            }
        }
        #expect(count > 150 * 130 / 3)
        #expect(worst <= 0.19, "an eighth along each axis")
    }
}
