import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Longitudes that count from another meridian than Greenwich are served as they are, and that is told.
@Suite struct PrimeMeridianTests {
    /// A geographic system by the meridian of Paris (EPSG:4807 has it at 2.33722917 degrees), here in degrees.
    private static func text(_ meridian: String, _ degrees: String) -> JSONValue {
        .string(
            "GEOGCS[\"unnamed\",DATUM[\"unnamed\",SPHEROID[\"Clarke 1880\",6378249.2,293.466021293627]],"
                + "PRIMEM[\"\(meridian)\",\(degrees)],UNIT[\"degree\",0.0174532925199433]]"
        )
    }

    private static func problems(_ base: OddStore, _ attributes: [(String, JSONValue)]) throws
        -> [MetadataProblem]
    {
        var store = base
        let name: [(String, JSONValue)] = [("grid_mapping_name", "latitude_longitude")]
        store.add(OddArray("crs", [], [0], .int32, name + attributes))
        store.set("v", "grid_mapping", "crs")
        let dataset = try store.dataset()
        #expect(dataset.variables.first { $0.name == "v" }?.grid != nil)
        return dataset.findings.map(\.problem)
    }

    /// On every kind of grid.
    @Test(arguments: [OddStore.mesh(), .points(), .gathered()]) func isTold(_ store: OddStore) throws {
        let ferro = try Self.problems(store, [("longitude_of_prime_meridian", -17.5)])
        #expect(ferro == [.primeMeridian(degrees: -17.5)])
        let paris = try Self.problems(store, [("crs_wkt", Self.text("Paris", "2.33722917"))])
        #expect(paris == [.primeMeridian(degrees: 2.34)])
        for greenwich in [
            [("longitude_of_prime_meridian", 0)], [("crs_wkt", Self.text("Greenwich", "0"))], [],
        ] as [[(String, JSONValue)]] {
            #expect(try Self.problems(store, greenwich) == [])
        }
    }
}
