import Catalogue
import Coverages
import Cube
import EDR
import Execution
import Gateway
import JSON
import Serving
import TestSupport
import Testing
import Zarr

/// A cube with every kind of axis: four six-hourly times, three levels, two members, 1-degree cells off Norway.
enum EDRFixture {
    static let times = 4
    static let levels = [1000.0, 850, 500]
    static let latitudes = [61.0, 60, 59]
    static let longitudes = [358.0, 359, 0, 1, 2]

    /// What `air` holds: its own indices, and NaN in the middle of the south row.
    static func air(_ time: Int, _ level: Int, _ row: Int, _ column: Int) -> Float {
        row == 2 && column == 2 ? .nan : Float(1000 * time + 100 * level + 10 * row + column) + 0.25
    }

    static func make(id: String = "cube", limits: Limits = Limits()) throws -> CubeFixture {
        var air: [Float] = []
        var surface: [Int16] = []
        var members: [Double] = []
        for time in 0..<times {
            for level in levels.indices {
                for row in latitudes.indices {
                    for column in longitudes.indices { air.append(Self.air(time, level, row, column)) }
                }
            }
            for row in latitudes.indices {
                for column in longitudes.indices {
                    surface.append(row == 0 && column == 0 ? -1 : Int16(100 * time + 10 * row + column))
                }
            }
        }
        for member in 0..<2 {
            for time in 0..<times {
                for row in latitudes.indices {
                    for column in longitudes.indices {
                        members.append(Double(member) + Double(time) / 10 + Double(10 * row + column) / 1000)
                    }
                }
            }
        }
        let place = [("lat", latitudes.count), ("lon", longitudes.count)]
        return try CubeFixture(
            id: id,
            title: "A cube",
            attributes: [("summary", "Everything that an axis can be")],
            arrays: [
                FixtureArray(
                    "time",
                    [("time", times)],
                    .int32,
                    (0..<Int32(times)).map { 6 * $0 },
                    attributes: [("units", "hours since 2024-03-01"), ("standard_name", "time")]
                ),
                FixtureArray(
                    "level",
                    [("level", levels.count)],
                    .float64,
                    levels,
                    attributes: [("units", "hPa"), ("standard_name", "air_pressure"), ("positive", "down")]
                ),
                FixtureArray(
                    "member",
                    [("member", 2)],
                    .int32,
                    [Int32(1), 5],
                    attributes: [("standard_name", "realization")]
                ),
                FixtureArray(
                    "lat",
                    [("lat", latitudes.count)],
                    .float64,
                    latitudes,
                    attributes: [("units", "degrees_north")]
                ),
                FixtureArray(
                    "lon",
                    [("lon", longitudes.count)],
                    .float64,
                    longitudes,
                    attributes: [("units", "degrees_east")]
                ),
                FixtureArray(
                    "air",
                    [("time", times), ("level", levels.count)] + place,
                    .float32,
                    air,
                    attributes: [
                        ("units", "K"), ("standard_name", "air_temperature"),
                        ("long_name", "Air temperature"),
                        ("cell_methods", "time: mean"),
                    ],
                    chunkShape: [2, 1, 2, 3]
                ),
                FixtureArray(
                    "kind",
                    [("time", times)] + place,
                    .int16,
                    surface,
                    attributes: [("_FillValue", -1), ("long_name", "Kind of surface")]
                ),
                FixtureArray(
                    "ensemble",
                    [("member", 2), ("time", times)] + place,
                    .float64,
                    members,
                    attributes: [("units", "1")]
                ),
                FixtureArray("lonely", [("time", times)], .float32, [Float](repeating: 0, count: times)),
            ],
            limits: limits
        )
    }

    /// A cube of latitude and longitude only.
    static func flat() throws -> CubeFixture {
        try CubeFixture(
            id: "flat",
            arrays: [
                FixtureArray(
                    "lat",
                    [("lat", 2)],
                    .float64,
                    [60.0, 59],
                    attributes: [("units", "degrees_north")]
                ),
                FixtureArray(
                    "lon",
                    [("lon", 2)],
                    .float64,
                    [0.0, 1],
                    attributes: [("units", "degrees_east")]
                ),
                FixtureArray("height", [("lat", 2), ("lon", 2)], .float32, [Float(1), 2, 3, 4]),
            ]
        )
    }

    /// Asks the service as the gateway would.
    static func ask(
        _ address: String,
        _ fixtures: [CubeFixture],
        headers: [(String, String)] = [],
        method: HTTPMethod = .get,
        prefix: String = "/cubes",
        documents: DocumentCache = DocumentCache(ledger: MemoryLedger(budget: 1 << 20)),
        formats: CoverageFormats = CoverageFormats(ledger: MemoryLedger(budget: 1 << 20)),
        context: WorkContext = .background(seconds: 30)
    ) throws -> FinishedResponse {
        let halves = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let request = Request(
            method: method,
            path: try RequestPath(raw: String(halves[0])),
            rawQuery: halves.count == 2 ? String(halves[1]) : "",
            headers: HTTPFields(headers.map { (name: $0.0, value: $0.1) }),
            origin: PublicOrigin(scheme: "https", host: "example.org", prefix: prefix),
            id: "id-1"
        )
        let dispatcher = Dispatcher(services: [
            EDRService(
                catalogue: DatasetCatalogue(FixtureCatalogue(fixtures)),
                documents: documents,
                formats: formats
            )
        ])
        return dispatcher.answer(request, context: context)
    }

    static func position(_ query: String) throws -> FinishedResponse {
        try ask("/edr/collections/cube/position?\(query)", [make()])
    }

    static func json(_ answer: FinishedResponse) throws -> JSONValue {
        try JSONParser.parse(answer.text)
    }
}

extension JSONValue {
    /// The member at a path of keys and indices, `ranges.air.values`; null where there is none.
    func at(_ path: String) -> JSONValue {
        path.split(separator: ".").reduce(self) { value, step in
            if let index = Int(step), let values = value.arrayValue {
                return values.indices.contains(index) ? values[index] : .null
            }
            return value[String(step)] ?? .null
        }
    }
}
