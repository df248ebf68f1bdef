import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// Equal tags mean equal bytes, whichever worker answers, whatever it was asked before.
struct SameAnswersTests {
    /// Two levels and four times, one of them far from the others in its values; some years around now, so that the
    /// default lies between.
    private static let arrays: [FixtureArray] = {
        let grid = FixtureGrid.latLon(
            (0..<18).map { 85 - Double($0) * 10 },
            (0..<36).map { -175 + Double($0) * 10 },
            along: [
                .axis("time", [0, 10_000, 20_000, 40_000], units: "days since 1970-01-01"),
                .axis("level", [1000, 500], units: "hPa"),
            ]
        )
        let cells = 18 * 36
        let field = grid.numbered("field", chunkShape: [1, 1, 9, 9]) { number -> Float in
            let (time, level, cell) = (number / (2 * cells), number / cells % 2, number % cells)
            return Float(cell % 97) * (level == 0 ? 1 : 30) + (time == 2 ? 5000 : 0)
        }
        let kind = grid.without("time", "level").numbered(
            "kind",
            attributes: [("flag_values", [0, 1, 2]), ("flag_meanings", "a b c")]
        ) { UInt8($0 % 3) }
        return grid.coordinates + [field, kind]
    }()

    private static func queries(_ random: inout SplitMix, count: Int) -> [String] {
        func pick<Item>(_ items: [Item]) -> Item { items[Int(random.next() % UInt64(items.count))] }
        return (0..<count).map { _ in
            var changes: [String: String?] = [
                "LAYERS": pick(["field", "kind", "field,kind", "field,field"]),
                "STYLES": nil,
                "COLORSCALERANGE": pick([nil, nil, "auto", "default", "1,100"]),
                "LOGSCALE": pick([nil, "false", "true"]),
                "TIME": pick([nil, "current", "1970-01-01", "2024-10-04", "1997-05-19T00:00:00.000Z"]),
                "ELEVATION": pick([nil, "500", "1000"]),
                "BBOX": pick(["-180,-90,180,90", "0,0,45,45", "-20,50,-10,60", "170,-90,190,0"]),
                "FORMAT": pick([
                    "image/png", "image/png; mode=8bit", "image/png; mode=32bit", "image/jpeg", "image/webp",
                ]),
                "UNITS": nil,
            ]
            if pick([true, false, false]) {
                changes["REQUEST"] = "GetLegendGraphic"
                changes["LAYER"] = pick(["field", "kind"])
                changes["BBOX"] = nil
            }
            return MapFixture.mapQuery(changes)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func equalTagsMeanEqualBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let queries = Self.queries(&random, count: 60)
        let workers = try (0..<2).map { _ in try MapFixture(Self.arrays) }
        var bodies: [String: [UInt8]] = [:]
        var tags: [[String: String]] = [[:], [:]]
        for (number, worker) in workers.enumerated() {
            for query in number == 0 ? queries : queries.shuffled(using: &random) {
                let answer = try worker.get(query)
                try #require(answer.status == 200, "\(query) \(answer.text)")
                let tag = try #require(answer.fields["ETag"])
                tags[number][query] = tag
                let type = answer.fields["Content-Type"] ?? ""
                #expect(bodies["\(type) \(tag)", default: answer.body] == answer.body, "\(query)")
                bodies["\(type) \(tag)"] = answer.body
            }
        }
        #expect(tags[0] == tags[1])
    }
}
