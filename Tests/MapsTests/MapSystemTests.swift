import Grids
import Testing

@testable import Maps

/// Reference systems by name, and boxes in them.
struct MapSystemTests {
    private let offered: [MapSystem] = [.epsg4326, .epsg3857]

    @Test func systemsHaveNames() {
        #expect(MapSystem.named("epsg:4326", among: offered) == .epsg4326)
        #expect(MapSystem.named("EPSG:900913", among: offered) == .epsg3857)
        #expect(MapSystem.named("CRS:84", among: offered) == nil)
        #expect(MapSystem.named("CRS:84", among: [.crs84]) == .crs84)
    }

    /// EPSG:3857's own bounds: ±20 037 508.342789244 m.
    @Test func theWorldIsASquareInMercator() throws {
        let box = try #require(MapSystem.epsg3857.box(.world))
        for (side, sign) in [(box.west, -1.0), (box.south, -1), (box.east, 1), (box.north, 1)] {
            #expect(abs(side - sign * 20_037_508.342789244) < 1e-3)
        }
        let degrees = try #require(MapSystem.epsg4326.box(.world))
        #expect(degrees == (-180, -90, 180, 90))
    }

    @Test func whatCrossesTheAntimeridianGoesRoundTheEarth() {
        let crossing = MapExtent(GeographicExtent(west: 170, south: -10, east: 190, north: 10))
        #expect(crossing == MapExtent(west: -180, south: -10, east: 180, north: 10))
    }

    /// A station has a metre around it, and stays inside the world.
    @Test func pointsHaveAnArea() {
        let point = MapExtent(GeographicExtent(west: 180, south: 90, east: 180, north: 90))
        #expect(point.east == 180 && point.north == 90)
        #expect(point.west < 180 && point.south < 90 && point.west > 179.9999 && point.south > 89.9999)
    }
}
