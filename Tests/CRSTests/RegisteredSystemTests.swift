import Testing

@testable import CRS

/// Systems by their codes: the order of their axes, where they are used, and which are none for pictures.
struct RegisteredSystemTests {
    /// As the registry lists the axes (EPSG dataset; pyproj's `axis_info`): north before east, or not.
    @Test(arguments: [
        ("EPSG:4258", true), ("EPSG:3035", true), ("EPSG:3034", true), ("EPSG:31467", true),
        ("EPSG:2393", true),
        ("EPSG:2193", true), ("EPSG:32633", false), ("EPSG:27700", false), ("EPSG:2154", false),
        ("EPSG:2056", false), ("EPSG:28992", false), ("EPSG:3067", false), ("EPSG:3413", false),
        ("EPSG:3031", false), ("EPSG:3995", false), ("EPSG:5041", false), ("EPSG:5042", false),
        ("ESRI:54009", false),
    ])
    func axesAreInTheRegistrysOrder(code: String, isNorthFirst: Bool) throws {
        let system = try RegisteredSystem.named(code)
        #expect(system.name == code && system.isNorthFirst == isNorthFirst)
        #expect(RegisteredSystem.refusal(of: code) == nil)
    }

    /// pyproj's `area_of_use`.
    @Test func areasAreTold() throws {
        let utm = try #require(try RegisteredSystem.named("EPSG:32633").area)
        #expect(utm == (12, 0, 18, 84))
        let arctic = try #require(try RegisteredSystem.named("EPSG:3413").area)
        #expect(arctic == (-180, 60, 180, 90))
        // Fiji's lies across the antimeridian.
        let fiji = try #require(try RegisteredSystem.named("EPSG:3460").area)
        #expect(fiji.west > fiji.east)
    }

    @Test(arguments: [
        "urn:ogc:def:crs:EPSG::3035", "http://www.opengis.net/def/crs/EPSG/0/3035", "epsg:3035",
    ])
    func formsOfACodeAreOneSystem(text: String) throws {
        #expect(try RegisteredSystem.named(text) == RegisteredSystem.named("EPSG:3035"))
    }

    /// Places and their coordinates by pyproj 3.7 with PROJ 9.5.
    @Test(arguments: [
        ("EPSG:3035", 5_000_000.0, 2_500_000.0, 18.658664567599885, 45.25686234244479),
        ("EPSG:3413", -1_000_000, -2_000_000, -71.56505117707799, 69.56876575655875),
        ("EPSG:32633", 500_000, 5_000_000, 15, 45.153477183356024),
    ])
    func coordinatesAreEastingAndNorthing(
        code: String,
        x: Double,
        y: Double,
        longitude: Double,
        latitude: Double
    )
        throws
    {
        let projector = try RegisteredSystem.named(code).projector
        let place = projector.unproject(x: x, y: y)
        #expect(abs(place.longitude - longitude) < 1e-7 && abs(place.latitude - latitude) < 1e-7)
        let back = projector.project(longitude: longitude, latitude: latitude)
        #expect(abs(back.x - x) < 0.01 && abs(back.y - y) < 0.01)
    }

    /// Heights, the Earth's centre, codes that nobody knows, texts that are no codes, and the two about whose order of axes
    /// clients disagree.
    @Test(arguments: [
        "EPSG:5703", "EPSG:4978", "EPSG:999999", "EPSG:", "EPSG:3035;", "+proj=merc", "IGNF:LAMB93",
        "EPSG:32661",
        "EPSG:32761", "../EPSG:3035", "EPSG:3035+5703", String(repeating: "EPSG:", count: 1000),
    ])
    func othersAreRefused(text: String) {
        #expect(throws: ReferenceSystemRefusal.self) { try RegisteredSystem.named(text) }
        #expect(RegisteredSystem.refusal(of: text) != nil)
    }
}
