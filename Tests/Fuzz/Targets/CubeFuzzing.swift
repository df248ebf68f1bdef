internal import Cube
internal import Execution
import Failures
import Grids
internal import JSON
internal import ObjectStorage
internal import TestSupport
internal import Zarr

/// Cubes: whatever a store's metadata say of lengths, names and attributes, understood as a dataset.
///
/// The input is the consolidated metadata of a group. What is opened is described, and its axes are asked as clients do.
enum CubeFuzzing {
    static let targets = [
        FuzzTarget("cube", seeds: seeds, isRefusal: { $0 is ZarrError || $0 is Failure }) { input in
            let store = MemoryStore(["zarr.json": Array(input)])
            let group = try ZarrFuzzing.reader.open(store, path: "", context: ZarrFuzzing.context())
            try ask(open(group))
        }
    ]

    private static func open(_ group: ZarrGroup) throws -> Dataset {
        try .fixture(
            group,
            limits: limits,
            ledger: MemoryLedger(budget: 32 << 20),
            context: ZarrFuzzing.context()
        )
    }

    private static var limits: Limits {
        var limits = Limits()
        limits.decodedBytes = 16 << 20
        limits.chunks = 1000
        limits.coordinateBytes = 1 << 20
        return limits
    }

    private static func ask(_ dataset: Dataset) throws {
        precondition(dataset.coordinateBytes <= limits.coordinateBytes, "more coordinates than may be held")
        _ = CubeDescription.value(dataset).bytes
        for axis in dataset.axes.prefix(16) {
            _ = axis.defaultIndex
            let last = axis.cells.number(at: axis.count - 1)
            _ = (axis.cells.index(at: last), axis.cells.index(containing: last), axis.cells.ends)
            _ = axis.cells.indices(from: 0, to: last).first
            _ = axis.cells.extent(at: axis.count - 1)
        }
        let world = GeographicBox(west: -10, south: -90, east: 200, north: 90)
        for variable in dataset.variables.prefix(16) {
            let query = Query(variables: [variable.name], others: .all, form: .coverages)
            _ = try? dataset.bind(query)
            _ = try? dataset.bind(Query(variables: [variable.name], others: .byDefault))
            if let world { _ = try? dataset.bind(Query(variables: [variable.name], place: .box(world))) }
            _ = variable.grid?.cell(containing: GeographicPoint(longitude: 10, latitude: 20))
        }
    }

    private static let seeds = [
        group([("x", array("1000000000000", "1000000", ["x"], ""))]),
        group([
            ("time", array("4", "2", ["time"], #""units":"hours since 2000-01-01","bounds":"b""#)),
            ("b", array("4,2", "4,2", ["time", "n"], "")),
            ("lat", array("3", "3", ["lat"], #""units":"degrees_north""#)),
            ("lon", array("3", "3", ["lon"], #""units":"degrees_east""#)),
            ("v", array("4,3,3", "1,3,3", ["time", "lat", "lon"], #""coordinates":"time""#)),
        ]),
        group([
            (
                "crs",
                array("", "", [], #""grid_mapping_name":"latitude_longitude","GeoTransform":"0 1 0 0 0 -1""#)
            ),
            ("v", array("90,180", "10,10", ["y", "x"], #""grid_mapping":"crs""#)),
        ]),
        group([
            ("step", array("2", "2", ["step"], #""units":"hours","standard_name":"forecast_period""#)),
            (
                "run",
                array(
                    "",
                    "",
                    [],
                    #""units":"days since 2000-01-01","standard_name":"forecast_reference_time""#
                )
            ),
            ("v", array("2", "2", ["step"], #""coordinates":"run step""#)),
        ]),
    ]

    private static func group(_ arrays: [(String, String)]) -> [UInt8] {
        Array(ZarrText.consolidated(arrays).utf8)
    }

    private static func array(
        _ shape: String,
        _ chunks: String,
        _ dimensions: [String],
        _ attributes: String
    ) -> String {
        ZarrText.array(shape, chunks: chunks, fill: "1", dimensions: dimensions, attributes: attributes)
    }
}
