import Gateway
import Grids
import JSON
import TestSupport
import Testing

@testable import EDR

/// Answers of the position query against the numbers that the fixture was made of.
@Suite struct PositionTests {
    private static let place = "coords=POINT(1.2+60.4)"
    private static let (row, column) = (1, 3)

    private func answer(_ query: String) throws -> JSONValue {
        let answer = try EDRFixture.position(query)
        #expect(answer.status == 200, "\(query): \(answer.text)")
        #expect(answer.fields["Content-Type"] == "application/vnd.cov+json")
        #expect(answer.text.hasPrefix("{\"type\":\"Coverage"))
        return try EDRFixture.json(answer)
    }

    @Test func point() throws {
        let coverage = try answer("\(Self.place)&parameter-name=air&datetime=2024-03-01T06:00:00Z&z=850")
        #expect(coverage.at("type") == "Coverage")
        #expect(coverage.at("domain.domainType") == "Point")
        #expect(coverage.at("domain.axes.x.values") == [1])
        #expect(coverage.at("domain.axes.y.values") == [60])
        #expect(coverage.at("domain.axes.z.values") == [850])
        #expect(coverage.at("domain.axes.t.values") == ["2024-03-01T06:00:00Z"])
        #expect(
            coverage.at("ranges.air.values") == [.number(Double(EDRFixture.air(1, 1, Self.row, Self.column)))]
        )
        #expect(coverage.at("ranges.air.axisNames") == ["t"])
        #expect(coverage.at("ranges.air.shape") == [1])
        #expect(coverage.at("ranges").objectValue?.keys == ["air"])
        #expect(coverage.at("parameters").objectValue?.keys == ["air"])
    }

    @Test func series() throws {
        let coverage = try answer("\(Self.place)&parameter-name=air&z=1000")
        #expect(coverage.at("domain.domainType") == "PointSeries")
        let times = [
            "2024-03-01T00:00:00Z", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z",
        ]
        #expect(coverage.at("domain.axes.t.values") == JSONValue(times))
        #expect(coverage.at("ranges.air.axisNames") == ["t"])
        #expect(coverage.at("ranges.air.values") == .array(series(level: 0)))
    }

    private func series(level: Int) -> [JSONValue] {
        (0..<EDRFixture.times).map { .number(Double(EDRFixture.air($0, level, Self.row, Self.column))) }
    }

    @Test func profile() throws {
        let coverage = try answer("\(Self.place)&parameter-name=air&datetime=2024-03-01T00:00Z")
        #expect(coverage.at("domain.domainType") == "VerticalProfile")
        #expect(coverage.at("domain.axes.z.values") == [1000, 850, 500])
        #expect(coverage.at("ranges.air.axisNames") == ["z"])
        let values = (0..<3).map { JSONValue.number(Double(EDRFixture.air(0, $0, Self.row, Self.column))) }
        #expect(coverage.at("ranges.air.values") == .array(values))
    }

    @Test func timesAndLevelsMakeAGrid() throws {
        let coverage = try answer(
            "\(Self.place)&parameter-name=air&z=500/850&datetime=../2024-03-01T06:00:00Z"
        )
        #expect(coverage.at("domain.domainType") == "Grid")
        #expect(coverage.at("ranges.air.axisNames") == ["t", "z", "y", "x"])
        #expect(coverage.at("ranges.air.shape") == [2, 2, 1, 1])
        let values = [(0, 1), (0, 2), (1, 1), (1, 2)].map { time, level in
            JSONValue.number(Double(EDRFixture.air(time, level, Self.row, Self.column)))
        }
        #expect(coverage.at("ranges.air.values") == .array(values))
    }

    @Test func missingFloatsAreNull() throws {
        let coverage = try answer("coords=POINT(0 59)&parameter-name=air&z=850&datetime=2024-03-01T00:00:00Z")
        #expect(coverage.at("domain.axes.x.values") == [0])
        #expect(coverage.at("ranges.air.values") == [nil])
    }

    @Test func integersStayIntegersAndFillIsNull() throws {
        let whole = try answer("\(Self.place)&parameter-name=kind&datetime=2024-03-01T18:00:00Z")
        #expect(whole.at("ranges.kind.dataType") == "integer")
        #expect(whole.at("ranges.kind.values") == [.integer(313)])
        let fill = try answer("coords=POINT(-2 61)&parameter-name=kind")
        #expect(fill.at("domain.axes.x.values") == [-2])
        #expect(fill.at("ranges.kind.values") == [nil, nil, nil, nil])
    }

    @Test func membersMakeACollection() throws {
        let collection = try answer("\(Self.place)&parameter-name=ensemble")
        #expect(collection.at("type") == "CoverageCollection")
        #expect(collection.at("domainType") == "PointSeries")
        #expect(collection.at("coverages").arrayValue?.count == 2)
        #expect(collection.at("coverages.1.sluice:member") == 5)
        let values = [1.013, 1.113, 1.213, 1.313].map(JSONValue.number)
        let answered = try #require(collection.at("coverages.1.ranges.ensemble.values").arrayValue)
        for (value, expected) in zip(answered, values) {
            #expect(abs((value.doubleValue ?? 0) - (expected.doubleValue ?? 1)) < 1e-12)
        }
    }

    @Test(arguments: ["member=5", "member=4/6", "member=R1/5/7", "member=5,5"])
    func oneMemberIsASingleCoverage(selection: String) throws {
        let coverage = try answer("\(Self.place)&parameter-name=ensemble&\(selection)")
        #expect(coverage.at("type") == "Coverage")
        #expect(coverage.at("sluice:member") == 5)
    }

    @Test func variablesWithoutLevelsGetACoverageOfTheirOwn() throws {
        let collection = try answer("\(Self.place)&parameter-name=air,kind&datetime=2024-03-01T00:00:00Z")
        #expect(collection.at("coverages.0.domain.domainType") == "VerticalProfile")
        #expect(collection.at("coverages.1.domain.domainType") == "Point")
        #expect(collection.at("coverages.1.ranges").objectValue?.keys == ["kind"])
        #expect(collection.at("parameters").objectValue?.keys == ["air", "kind"])
    }

    @Test func everythingComesWithoutParameterName() throws {
        let collection = try answer(Self.place)
        #expect(collection.at("parameters").objectValue?.keys == ["air", "kind", "ensemble"])
    }

    @Test func severalPoints() throws {
        let collection = try answer(
            "coords=MULTIPOINT((1.2 60.4),(100 0),(2 59))&parameter-name=air&z=850&datetime=2024-03-01T00:00:00Z"
        )
        let places = collection.at("coverages").arrayValue?.map { $0.at("domain.axes.x.values.0") }
        #expect(places == [1, 2])
    }

    @Test func zOfThePointCountsUnlessZIsGiven() throws {
        let rest = "&parameter-name=air&datetime=2024-03-01T00:00:00Z"
        #expect(try answer("coords=POINT Z(1 60 850)\(rest)").at("domain.axes.z.values") == [850])
        #expect(try answer("coords=POINT Z(1 60 850)\(rest)&z=500").at("domain.axes.z.values") == [500])
    }

    @Test func zIsIgnoredWithoutLevels() throws {
        let flat = try EDRFixture.flat()
        let answer = try EDRFixture.ask(
            "/edr/collections/flat/position?coords=POINT(1 60)&z=anything",
            [flat]
        )
        #expect(answer.status == 200)
    }

    @Test(arguments: [
        ("datetime=2024-03-01T05:00:00Z", ["2024-03-01T06:00:00Z"]),  // the cell that holds it
        ("datetime=2024-03-01T08:00:00%2B02:00", ["2024-03-01T06:00:00Z"]),
        ("datetime=2024-03-01T08:00:00+02:00", ["2024-03-01T06:00:00Z"]),  // '+' sent raw
        (
            "datetime=2024-03-01T05:00:00Z/2024-03-01T12:00:00Z",
            ["2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z"]
        ),
        ("datetime=2024-03-01T12:00:00Z/..", ["2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]),
        (
            "datetime=2024-03-01T18:00:00Z,2024-03-01T00:00:00Z",
            ["2024-03-01T00:00:00Z", "2024-03-01T18:00:00Z"]
        ),
        ("datetime=R1/2024-03-01T06:00:00Z/PT12H", ["2024-03-01T06:00:00Z", "2024-03-01T18:00:00Z"]),
        ("datetime=R9/2024-03-01T00:00:00Z/PT5H", ["2024-03-01T00:00:00Z"]),
        (
            "datetime=2024-03-01",
            ["2024-03-01T00:00:00Z", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]
        ),
        (
            "datetime=../..",
            ["2024-03-01T00:00:00Z", "2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"]
        ),
    ])
    func times(query: String, expected: [String]) throws {
        let coverage = try answer("\(Self.place)&parameter-name=kind&\(query)")
        let times = coverage.at("domain.axes.t.values").arrayValue?.compactMap(\.stringValue) ?? []
        #expect(times.sorted() == expected)
    }

    @Test(
        arguments: [
            ("z=850", [850]), ("z=800", [850]), ("z=1000,500", [500, 1000]), ("z=500/850", [500, 850]),
            ("z=850/500", [500, 850]), ("z=../850", [500, 850]), ("z=850/..", [850, 1000]),
            ("z=R1/850/-350", [500, 850]),
            ("z=R20/0/100", [500, 1000]),
        ] as [(String, [Double])]
    )
    func levels(query: String, expected: [Double]) throws {
        let coverage = try answer("\(Self.place)&parameter-name=air&datetime=2024-03-01T00:00:00Z&\(query)")
        let levels = coverage.at("domain.axes.z.values").arrayValue?.compactMap(\.doubleValue) ?? []
        #expect(levels.sorted() == expected)
    }

    @Test(arguments: [
        "coords=POINT(10 60)", "coords=POINT(1 70)", "coords=POINT(1 -91)", "coords=MULTIPOINT(10 60,11 60)",
        "coords=POINT(1 60)&datetime=1700-01-01", "coords=POINT(1 60)&datetime=2024-03-01T22:00:00Z",
        "coords=POINT(1 60)&datetime=1700-01-01T00:00:00Z/1701-01-01T00:00:00Z",
        "coords=POINT(1 60)&z=10&parameter-name=air",
        "coords=POINT(1 60)&z=2000/3000&parameter-name=air",
        "coords=POINT(1 60)&member=77&parameter-name=ensemble",
    ])
    func outsideIsNoContent(query: String) throws {
        let answer = try EDRFixture.position(query)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
    }

    @Test(arguments: [
        "CRS84", "crs:84", "OGC:CRS84", CRSName.uri, "https://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ])
    func crsNames(name: String) throws {
        let coverage = try answer("\(Self.place)&crs=\(name)&parameter-name=kind")
        #expect(coverage.at("domain.referencing.0.system.id") == JSONValue(CRSName.uri))
    }
}
