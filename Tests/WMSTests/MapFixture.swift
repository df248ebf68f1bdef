import Catalogue
import Execution
import Failures
import Gateway
import JSON
import Serving
import TestSupport
import WMS
import Zarr

/// A service over cubes in memory, asked as a client asks.
struct MapFixture {
    let cube: CubeFixture
    private let dispatcher: Dispatcher

    init(
        _ arrays: [FixtureArray],
        texts: [FixtureTexts] = [],
        title: String? = "Fixture",
        limits: Limits = Limits(),
        budget: Int = 256 << 20
    ) throws {
        self.init(
            try CubeFixture(title: title, arrays: arrays, texts: texts, limits: limits, budget: budget)
        )
    }

    /// The globe in cells of 5° from Greenwich on, of values for which nothing but their being there counts.
    static func globe(limits: Limits = Limits(), budget: Int = 256 << 20) throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field { $0 + $1 }],
            limits: limits,
            budget: budget
        )
    }

    init(_ cube: CubeFixture, settings: WMSSettings = WMSSettings()) {
        self.cube = cube
        dispatcher = Dispatcher(services: [
            WMSService(
                catalogue: DatasetCatalogue(FixtureCatalogue([cube])),
                documents: DocumentCache(ledger: MemoryLedger(budget: 1 << 20)),
                settings: settings
            )
        ])
    }

    /// The answer to a query of the fixture's service.
    func get(
        _ query: String,
        headers: [(String, String)] = [],
        method: HTTPMethod = .get,
        dataset: String = "fixture",
        origin: PublicOrigin = PublicOrigin(scheme: "https", host: "maps.example", prefix: "/cubes"),
        context: WorkContext = .background(seconds: 30)
    )
        throws -> FinishedResponse
    {
        let request = Request(
            method: method,
            path: try RequestPath(raw: "/wms/\(dataset)"),
            rawQuery: query,
            headers: HTTPFields(headers.map { (name: $0.0, value: $0.1) }),
            origin: origin
        )
        return dispatcher.answer(request, context: context)
    }

    /// A map in CRS:84, PNG, unless the query says otherwise.
    func map(_ changes: [String: String?] = [:]) throws -> FinishedResponse {
        try get(Self.mapQuery(changes))
    }

    static func mapQuery(_ changes: [String: String?] = [:]) -> String {
        var parameters: [(String, String)] = [
            ("VERSION", "1.3.0"), ("REQUEST", "GetMap"), ("LAYERS", "field"), ("STYLES", ""),
            ("CRS", "CRS:84"),
            ("BBOX", "-180,-90,180,90"), ("WIDTH", "36"), ("HEIGHT", "18"), ("FORMAT", "image/png"),
            ("COLORSCALERANGE", "0,100"), ("TRANSPARENT", "TRUE"),
        ]
        for (name, value) in changes {
            parameters.removeAll { $0.0 == name }
            if let value { parameters.append((name, value)) }
        }
        return parameters.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    }

    /// The code of a ServiceException; "" when it has none, nil when the answer is no exception.
    static func exceptionCode(_ response: FinishedResponse) -> String? {
        let text = response.text
        guard text.contains("<ServiceExceptionReport"), text.contains("<ServiceException") else { return nil }
        guard let start = text.firstRange(of: "code=\"")?.upperBound else { return "" }
        return String(text[start...].prefix { $0 != "\"" })
    }
}

/// Cubes whose values tell where they are.
enum Globe {
    /// Degrees between cells.
    static let step = 5.0

    static func longitudes(from start: Double) -> [Double] {
        (0..<72).map { start + step / 2 + Double($0) * step }
    }

    static func latitudes(descending: Bool) -> [Double] {
        let ascending = (0..<36).map { -90 + step / 2 + Double($0) * step }
        return descending ? ascending.reversed() : ascending
    }

    static func axes(from start: Double, descending: Bool) -> [FixtureArray] {
        [
            .axis(
                "lat",
                latitudes(descending: descending),
                units: "degrees_north",
                attributes: [("standard_name", "latitude")]
            ),
            .axis(
                "lon",
                longitudes(from: start),
                units: "degrees_east",
                attributes: [("standard_name", "longitude")]
            ),
        ]
    }

    /// `value` of longitude (−180…180) and latitude at each cell.
    static func values(from start: Double, descending: Bool, _ value: (Double, Double) -> Double) -> [Double]
    {
        latitudes(descending: descending).flatMap { latitude in
            longitudes(from: start).map { value($0 > 180 ? $0 - 360 : $0, latitude) }
        }
    }

    static func field(
        _ name: String = "field",
        from start: Double = -180,
        descending: Bool = true,
        chunkShape: [Int]? = nil,
        attributes: [(String, JSONValue)] = [],
        _ value: (Double, Double) -> Double
    ) -> FixtureArray {
        FixtureArray(
            name,
            [("lat", 36), ("lon", 72)],
            .float32,
            values(from: start, descending: descending, value).map { Float($0) },
            attributes: attributes,
            chunkShape: chunkShape
        )
    }
}
