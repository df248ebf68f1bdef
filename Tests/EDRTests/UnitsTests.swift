import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// `units=` and labels of custom dimensions, as clients ask for them.
@Suite struct UnitsTests {
    private static let place = "coords=POINT(1.2+60.4)&datetime=2024-03-01T06:00:00Z&z=850"

    @Test func valuesAndUnitsOfTheAnswer() throws {
        let stored = try EDRFixture.json(EDRFixture.position("\(Self.place)&parameter-name=air"))
        let answer = try EDRFixture.position("\(Self.place)&parameter-name=air&units=degC")
        #expect(answer.status == 200)
        let coverage = try EDRFixture.json(answer)
        let kelvin = try #require(stored.at("ranges.air.values.0").doubleValue)
        #expect(coverage.at("ranges.air.values.0").doubleValue.map { Float($0) } == Float(kelvin - 273.15))
        #expect(coverage.at("parameters.air.unit.symbol") == "degC")
        let tags = try [answer, EDRFixture.position("\(Self.place)&parameter-name=air")].map {
            $0.fields["ETag"]
        }
        #expect(tags[0] != tags[1])
    }

    @Test(arguments: [
        ("parameter-name=air&units=m", "'K'"), ("parameter-name=air,kind&units=degC", "'kind'"),
        ("parameter-name=air,kind&units=degC,", nil), ("parameter-name=air&units=degC,m", "units"),
        ("units=degC", nil), ("units=kg", "'K'"), ("parameter-name=air&units=((((((", "'K'"),
    ])
    func refusalsNameTheUnits(query: String, word: String?) throws {
        let answer = try EDRFixture.position("coords=POINT(1.2+60.4)&\(query)")
        #expect(answer.status == (word == nil ? 200 : 400), "\(query): \(answer.text)")
        if let word { #expect(answer.text.contains(word), "\(answer.text)") }
    }

    private static func ensemble() throws -> CubeFixture {
        let grid = FixtureGrid.latLon()
        return try CubeFixture(
            id: "labelled",
            grid,
            [
                FixtureArray(
                    "t",
                    [("member", 3), ("lat", 2), ("lon", 2)],
                    .float32,
                    (0..<12).map(Float.init)
                )
            ],
            texts: [FixtureTexts("member", along: "member", ["r1i1p1", "r2i1p1", "a,b"])]
        )
    }

    @Test(arguments: [
        ("member=r2i1p1", [4.0]), ("member=r1i1p1,r2i1p1", [0, 4]), ("member=a,b", [8]), ("member=1", [4]),
        ("member=0/1", [0, 4]), ("", [0, 4, 8]),
    ])
    func membersByTheirLabels(query: String, expected: [Double]) throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/labelled/position?coords=POINT(0+60)&\(query)",
            [Self.ensemble()]
        )
        #expect(answer.status == 200, "\(answer.text)")
        let json = try EDRFixture.json(answer)
        let coverages = json.at("coverages").arrayValue ?? [json]
        #expect(coverages.map { $0.at("ranges.t.values.0").doubleValue } == expected)
        if query == "member=a,b" { #expect(json.at("sluice:member") == "a,b") }
    }

    @Test func labelsInTheCollection() throws {
        let json = try EDRFixture.json(EDRFixture.ask("/edr/collections/labelled", [Self.ensemble()]))
        #expect(json.at("extent.custom.0.id") == "member")
        #expect(json.at("extent.custom.0.values") == ["r1i1p1", "r2i1p1", "a,b"])
        let answer = try EDRFixture.ask(
            "/edr/collections/labelled/position?coords=POINT(0+60)&member=r1i1p2",
            [Self.ensemble()]
        )
        #expect(answer.status == 400)
        #expect(answer.text.contains("r1i1p1"))
    }
}
