import Catalogue
import DAP
import Execution
import Gateway
import JSON
import Serving
import TestSupport
import Zarr

/// The dataset of `Fixtures/answers.txt`: every stored type, grids and arrays that are none.
enum DAPFixture {
    static let time: [Double] = [0, 6, 12.5]
    static let lat: [Float] = [60, -30.5]
    static let lon: [Float] = [-10, 0, 10, 20]

    static let arrays: [FixtureArray] = [
        FixtureArray("time", [("time", 3)], .float64, time),
        FixtureArray("lat", [("lat", 2)], .float32, lat),
        FixtureArray("lon", [("lon", 4)], .float32, lon),
        FixtureArray(
            "t2m",
            [("time", 3), ("lat", 2), ("lon", 4)],
            .int16,
            (0..<24).map { Int16($0 * 7 - 80) },
            chunkShape: [2, 1, 3]
        ),
        FixtureArray("mask", [("lat", 2), ("lon", 4)], .uint8, [UInt8]([0, 1, 2, 3, 250, 251, 252, 255])),
        FixtureArray("small", [("lon", 4)], .int8, [Int8]([-128, -1, 0, 127])),
        FixtureArray("wide", [("lat", 2)], .uint16, [UInt16]([0, 65535])),
        FixtureArray("count", [("time", 3)], .int32, [Int32.min, 0, Int32.max]),
        FixtureArray("mark", [("time", 3)], .uint32, [UInt32]([0, 1, .max])),
        FixtureArray("long", [("time", 3)], .int64, [Int64]([-9_007_199_254_740_993, 0, .max])),
        FixtureArray("huge", [("time", 3)], .uint64, [UInt64]([0, 9_007_199_254_740_993, .max])),
        FixtureArray("half", [("lon", 4)], .float16, [Float16]([0.5, -1, 65504, 0x1p-24])),
        FixtureArray("flag", [("lon", 4)], .bool, [UInt8]([1, 0, 0, 1])),
        FixtureArray("one", [], .float64, [2.5]),
        FixtureArray("tiny", [], .uint8, [UInt8(200)]),
        FixtureArray("odd", [("n", 5)], .uint8, [UInt8]([1, 2, 3, 4, 5])),
        FixtureArray("plain", [("p", 2), ("q", 3)], .float32, [Float]([1, 2, 3, .nan, -0.0, 1e30])),
        FixtureArray("twice", [("lat", 2), ("lat", 2)], .int32, [Int32]([1, 2, 3, 4])),
        FixtureArray("a.b c", [("lon", 4)], .int32, [Int32]([5, 6, 7, 8])),
    ]

    /// A cube of its own, for tests that count what is read.
    static func cube() throws -> CubeFixture {
        try CubeFixture(attributes: [("title", "A \"small\" cube")], arrays: arrays)
    }

    /// The cube that tests share which only read.
    fileprivate static let shared: Result<CubeFixture, any Error> = Result { try cube() }
}

/// Asks the service in memory, through the gateway's dispatcher.
struct DAPClient {
    let cubes: [CubeFixture]
    private let dispatcher: Dispatcher

    init(_ cubes: [CubeFixture]) {
        self.init(FixtureCatalogue(cubes), cubes)
    }

    init(_ catalogue: any WholeCatalogue, _ cubes: [CubeFixture] = []) {
        self.cubes = cubes
        dispatcher = Dispatcher(services: [
            DAPService(
                catalogue: DatasetCatalogue(catalogue),
                documents: DocumentCache(ledger: MemoryLedger(budget: 1 << 20))
            )
        ])
    }

    init() throws {
        self.init([try DAPFixture.shared.get()])
    }

    func get(
        _ path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        method: HTTPMethod = .get,
        context: WorkContext = .background(seconds: 30)
    ) throws -> FinishedResponse {
        let request = Request(
            method: method,
            path: try RequestPath(raw: path),
            rawQuery: query,
            headers: HTTPFields(headers)
        )
        return dispatcher.answer(request, context: context)
    }
}
