import Catalogue
import Coverages
import EDR
import Execution
import Failures
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

    private static func kind(_ place: [Int]) -> Int16 {
        place[1] == 0 && place[2] == 0 ? -1 : Int16(100 * place[0] + 10 * place[1] + place[2])
    }

    private static func ensemble(_ place: [Int]) -> Double {
        Double(place[0]) + Double(place[1]) / 10 + Double(10 * place[2] + place[3]) / 1000
    }

    private static let grid = FixtureGrid.latLon(
        latitudes,
        longitudes,
        along: [
            .times((0..<Int32(times)).map { 6 * $0 }, "hours since 2024-03-01"),
            .axis(
                "level",
                levels,
                units: "hPa",
                attributes: [("standard_name", "air_pressure"), ("positive", "down")]
            ),
        ]
    )

    private static let fields: [FixtureArray] = {
        let surface = grid.without("level")
        let members = FixtureArray.members([1, 5])
        return [
            members,
            grid.field(
                "air",
                attributes: [
                    ("units", "K"), ("standard_name", "air_temperature"),
                    ("long_name", "Air temperature"),
                    ("cell_methods", "time: mean"),
                ],
                chunkShape: [2, 1, 2, 3]
            ) { air($0[0], $0[1], $0[2], $0[3]) },
            surface.field(
                "kind",
                attributes: [("_FillValue", -1), ("long_name", "Kind of surface")],
                kind
            ),
            FixtureGrid([members] + surface.axes).field("ensemble", attributes: [("units", "1")], ensemble),
            surface.without("lat", "lon").numbered("lonely") { _ in Float(0) },
        ]
    }()

    /// A cube of its own, for tests that count what is read or hold it against limits.
    static func make(id: String = "cube", limits: Limits = Limits()) throws -> CubeFixture {
        try CubeFixture(
            id: id,
            title: "A cube",
            attributes: [("summary", "Everything that an axis can be")],
            arrays: grid.coordinates + fields,
            limits: limits
        )
    }

    /// The cube that tests share which only read.
    static var cube: CubeFixture { get throws { try shared.get() } }

    private static let shared: Result<CubeFixture, any Error> = Result { try make() }

    /// A cube of latitude and longitude only.
    static func flat() throws -> CubeFixture {
        try .latLon(id: "flat", variable: "height") { Float($0[0] * 2 + $0[1] + 1) }
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
        try ask("/edr/collections/cube/position?\(query)", [cube])
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
