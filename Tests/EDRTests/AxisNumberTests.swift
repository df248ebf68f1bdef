import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Float32 levels as clients read and ask for them, members that repeat, a zonal mean.
@Suite struct AxisNumberTests {
    private static let levels: [Float] = [0.494025, 1.541375, 2.645669]

    private static let odd: Result<CubeFixture, any Error> = Result {
        let place = [
            FixtureArray.axis("lat", [Float(60.1), 60, 59.9], units: "degrees_north"),
            .axis("lon", [Float(359.9), 0, 0.1], units: "degrees_east"),
        ]
        let (depths, members) = (FixtureArray.depths(levels), FixtureArray.members([0, 1, 2, 0, 1, 2]))
        return try CubeFixture(
            id: "odd",
            FixtureGrid([depths, members] + place),
            [
                FixtureGrid([depths] + place).numbered("salt"),
                FixtureGrid([members] + place).numbered("rain"),
            ]
        )
    }

    private func answer(_ path: String) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/odd\(path)", [Self.odd.get()])
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func extentsAreWrittenAsFloats() throws {
        let extent = try answer("").at("extent")
        #expect(extent.at("vertical.interval") == [["0.494025", "2.645669"]])
        #expect(extent.at("vertical.values") == ["0.494025", "1.541375", "2.645669"])
        // Half a step of 0.1 around 359.9…0.1 and 59.9…60.1.
        #expect(extent.at("spatial.bbox") == [[-0.15, 59.85, 0.15, 60.15]])
    }

    @Test(arguments: [
        ("0.494025/1.541375", ["0.494025", "1.541375"]), ("1.541375/..", ["1.541375", "2.645669"]),
        ("2.645669", ["2.645669"]), ("1.541375,0.494025", ["0.494025", "1.541375"]),
        ("0.494024991989136/1.54137504100800", ["0.494025", "1.541375"]),
    ])
    func levelsAreMeantByTheirTexts(z: String, expected: [String]) throws {
        let coverage = try answer("/position?coords=POINT(0 60)&parameter-name=salt&z=\(z)")
        let texts = coverage.at("domain.axes.z.values").arrayValue?.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        #expect(texts == expected)
    }

    @Test func boxesOnGridValuesHaveAllFourEdges() throws {
        let coverage = try answer("/cube?bbox=-0.1,59.9,0.1,60.1&parameter-name=salt&z=0.494025")
        #expect(coverage.at("domain.axes.x.values") == [-0.1, 0, 0.1])
        #expect(coverage.at("domain.axes.y.values") == [60.1, 60, 59.9])
        #expect(coverage.at("ranges.salt.values") == .array((0..<9).map { .integer($0) }))
    }

    @Test func repeatedMembersAreKnownByPosition() throws {
        let custom = try answer("").at("extent.custom.0")
        #expect(custom.at("id") == "member")
        #expect(custom.at("values") == ["0", "1", "2", "3", "4", "5"])
        #expect(custom.at("reference").stringValue?.contains("0, 1, 2, 0, 1, 2") == true)
        for member in 0..<6 {
            let coverage = try answer("/position?coords=POINT(0 60)&parameter-name=rain&member=\(member)")
            #expect(coverage["sluice:member"] == .integer(Int64(member)))
            // Row 1, column 1 of nine cells a member.
            #expect(coverage.at("ranges.rain.values") == [.integer(Int64(9 * member + 4))])
        }
    }

    @Test func aZonalMeanIsEverywhere() throws {
        let zonal = try CubeFixture(
            id: "odd",
            arrays: [
                .latitudes([45.0, -45]),
                .axis("lon", [180.0], units: "degrees_east", attributes: [("bounds", "lon_bnds")]),
                FixtureArray("lon_bnds", [("lon", 1), ("nv", 2)], .float64, [0.0, 360]),
                FixtureArray("ozone", [("lat", 2), ("lon", 1)], .float32, [Float(1), 2]),
            ]
        )
        for query in ["position?coords=POINT(-77 50)", "cube?bbox=-10,40,10,50", "cube?bbox=170,40,-170,50"] {
            let answer = try EDRFixture.ask("/edr/collections/odd/\(query)", [zonal])
            #expect(answer.status == 200, "\(query)")
            #expect(try EDRFixture.json(answer).at("ranges.ozone.values") == [1], "\(query)")
        }
    }
}
