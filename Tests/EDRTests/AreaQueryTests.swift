import Failures
import Gateway
import Grids
import JSON
import TestSupport
import Testing

@testable import EDR

/// Answers of the area query: cells whose centres are in the polygons, and null around them.
@Suite struct AreaQueryTests {
    /// Which columns of 358, 359, 0, 1, 2 east are answered in the rows 61, 60, 59 north: `1` in, `0` null.
    private func pattern(_ coordinates: String) throws -> [String] {
        let query = "coords=\(coordinates)&parameter-name=ensemble&member=1&datetime=2024-03-01T00:00:00Z"
        let answer = try EDRFixture.ask("/edr/collections/cube/area?\(query)", [EDRFixture.cube])
        #expect(answer.status == 200, "\(coordinates): \(answer.text)")
        let coverage = try EDRFixture.json(answer)
        #expect(coverage.at("domain.domainType") == "Grid")
        let columns = coverage.at("domain.axes.x.values").arrayValue?.count ?? 1
        let values = coverage.at("ranges.ensemble.values").arrayValue ?? []
        return stride(from: 0, to: values.count, by: columns).map { start in
            values[start..<(start + columns)].map { $0.isNull ? "0" : "1" }.joined()
        }
    }

    @Test(arguments: [
        ("POLYGON((-3 58,3 58,3 62,-3 62,-3 58))", ["11111", "11111", "11111"]),
        ("POLYGON((357 58,363 58,363 62,357 62,357 58))", ["11111", "11111", "11111"]),
        ("POLYGON((-2 59,2 59,2 61,-2 61,-2 59))", ["11111", "11111", "11111"]),  // edges belong to it
        ("polygon z ((-2.5 58.5 1,2.5 58.5 1,-2.5 62 1,-2.5 58.5 1))", ["10000", "11100", "11110"]),
        (
            "POLYGON((-3 58,3 58,3 62,-3 62,-3 58),(-0.5 59.5,0.5 59.5,0.5 60.5,-0.5 60.5,-0.5 59.5))",
            ["11111", "11011", "11111"]
        ),
        (
            "MULTIPOLYGON(((-2.5 60.5,-1.5 60.5,-1.5 61.5,-2.5 61.5,-2.5 60.5)),((0.5 58.5,2.5 58.5,2.5 59.5,0.5 58.5)))",
            ["10000", "00000", "00001"]
        ),
        // Two that overlap count as one.
        (
            "MULTIPOLYGON(((-3 58,0 58,0 62,-3 62,-3 58)),((-1 58,3 58,3 60.5,-1 60.5,-1 58)))",
            ["11100", "11111", "11111"]
        ),
    ])
    func cells(coordinates: String, expected: [String]) throws {
        #expect(try pattern(coordinates) == expected)
    }

    @Test func valuesKeepTheirPlaces() throws {
        let query =
            "coords=POLYGON((-1.1 58.5,1.1 58.5,-1.1 60.7,-1.1 58.5))&parameter-name=kind&datetime=2024-03-01"
        let answer = try EDRFixture.ask("/edr/collections/cube/area?\(query)", [EDRFixture.cube])
        let coverage = try EDRFixture.json(answer)
        #expect(coverage.at("domain.axes.x.values") == [-1, 0, 1])
        let values = (0..<4).flatMap { time in
            [11, nil, nil, 21, 22, nil].map { $0.map { JSONValue(100 * time + $0) } ?? .null }
        }
        #expect(coverage.at("ranges.kind.values") == .array(values))
    }

    @Test(arguments: [
        "POLYGON((10 59,11 59,11 60,10 59))", "POLYGON((-2.5 58,2.5 58,2.5 58.1,-2.5 58))",
    ])
    func areasBeyondTheCellsAreNoContent(coordinates: String) throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/cube/area?coords=\(coordinates)",
            [EDRFixture.cube]
        )
        #expect(answer.status == 204)
    }

    @Test(arguments: [
        "", "POLYGON()", "POLYGON((0 0))", "POLYGON((0 0,1 1,0 0", "POINT(0 0)", "POLYGON((a b,c d,e f,a b))",
        "POLYGON EMPTY", "POLYGON((0 0,1 1))", "POLYGON((0 0,1 0,1 1,0 1))", "POLYGON((0 0,1 0,0 0))",
        "POLYGON((0 0,1 0,1 1,0 0)",
        "POLYGON(0 0,1 0,1 1,0 0)", "POLYGON((0 0,1 0,1 1,0 0)))", "POLYGON M((0 0 1,1 0 1,1 1 1,0 0 1))",
        "POLYGON Z((0 0,1 0,1 1,0 0))", "MULTIPOLYGON((0 0,1 0,1 1,0 0))", "MULTIPOLYGON()",
        "POLYGON((0 0,1e9 0,1 1,0 0))",
        "POLYGON((0 nan,1 0,1 1,0 nan))", "LINESTRING(0 0,1 1)",
    ])
    func refusals(coordinates: String) throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/cube/area?coords=\(coordinates)",
            [EDRFixture.cube]
        )
        #expect(answer.status == 400)
        #expect(try EDRFixture.json(answer).at("code").stringValue != nil)
    }

    /// Valid or not is GEOS's word (OGC 06-103r4, section 6.1.11): a bow tie, a hole outside, a ring without area.
    @Test(arguments: [
        ("POLYGON((-2.5 58.5,2.5 61.5,2.5 58.5,-2.5 61.5,-2.5 58.5))", "Self-intersection"),
        ("POLYGON((0 0,1 0,1 1,0 1,0 0),(5 5,6 5,6 6,5 6,5 5))", "Hole lies outside shell"),
        ("POLYGON((0 0,1 1,2 2,0 0))", "Self-intersection"),
    ])
    func invalidPolygonsAreRefusedWithTheReason(coordinates: String, reason: String) throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/cube/area?coords=\(coordinates)",
            [EDRFixture.cube]
        )
        #expect(answer.status == 400)
        #expect(answer.text.contains(reason), "\(answer.text)")
    }

    @Test func levelsOfTheVerticesCountUnlessZIsGiven() throws {
        let parsed = try WKTPolygons.parse("POLYGON Z((0 0 850,1 0 850,1 1 850,0 0 850))")
        #expect(parsed.levels == .value(850))
        let sloped = try WKTPolygons.parse("POLYGON Z((0 0 850,1 0 500,1 1 700,0 0 850))")
        #expect(sloped.levels == .interval(500, 850))
    }

    @Test func boundsVertices() {
        let ring = Array(repeating: "0 0", count: 4001).joined(separator: ",")
        #expect(throws: Failure.self) { try WKTPolygons.parse("POLYGON((\(ring)))") }
    }
}
