import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// `vertical=`: levels by the height, depth or pressure that they have at a place and time.
@Suite struct VerticalTests {
    /// Two levels of an ocean 100 m deep at 60 N and 200 m at 59 N, whose surface rises by a metre.
    private static func ocean() throws -> CubeFixture {
        let sigma = FixtureArray.axis(
            "sigma",
            [-0.75, -0.25],
            attributes: [
                ("standard_name", "ocean_sigma_coordinate"), ("positive", "up"),
                ("formula_terms", "sigma: sigma eta: eta depth: depth"),
            ]
        )
        let times = FixtureArray.times([Int32(0), 6], "hours since 2020-01-01")
        let grid = FixtureGrid.latLon(along: [times, sigma])
        return try CubeFixture(
            id: "ocean",
            arrays: grid.coordinates + [
                grid.without("sigma").field("eta", attributes: [("units", "m")]) { Double($0[0]) },
                grid.without("time", "sigma").field("depth", attributes: [("units", "m")]) {
                    $0[0] == 0 ? 100.0 : 200
                },
                grid.field("salt") { Float(10 * $0[0] + $0[1]) },
                grid.without("time").field("still") { Float($0[0]) },
            ]
        )
    }

    private static func ask(_ query: String, type: String = "position") throws -> FinishedResponse {
        try EDRFixture.ask("/edr/collections/ocean/\(type)?\(query)", [ocean()])
    }

    private static let place = "coords=POINT(0+60)&parameter-name=salt"

    @Test func eachTimeIsACoverageWithItsOwnLevels() throws {
        let answer = try Self.ask("\(Self.place)&vertical=height")
        #expect(answer.status == 200, "\(answer.text)")
        let collection = try EDRFixture.json(answer)
        #expect(collection.at("type") == "CoverageCollection")
        for (time, heights) in [[-75.0, -25], [-74.75, -24.25]].enumerated() {
            let coverage = collection.at("coverages.\(time)")
            #expect(coverage.at("domain.domainType") == "VerticalProfile")
            #expect(coverage.at("domain.axes.z.values").arrayValue?.map(\.doubleValue) == heights)
            let values = coverage.at("ranges.salt.values").arrayValue?.map(\.doubleValue)
            #expect(values == [Double(10 * time), Double(10 * time + 1)])
        }
        let axis = collection.at("referencing.1.system.cs.csAxes.0")
        #expect(axis.at("name.en") == "height" && axis.at("direction") == "up")
        #expect(axis.at("unit.symbol") == "m")
    }

    @Test(arguments: [
        ("vertical=depth&z=30", [1.0, 11]), ("vertical=DEPTH&z=70/80", [0, 10]),
        ("vertical=height&z=-70", [0, 10]),
        ("vertical=height&z=-70,-20", [0, 1, 10, 11]), ("vertical=depth&z=R1/25/50", [0, 1, 10, 11]),
        ("vertical=height&z=../-74.9", [0]), ("vertical=depth&z=30&datetime=2020-01-01T06:00:00Z", [11]),
        ("coords=POINT+Z(0+60+-30)&vertical=height", [1, 11]), ("vertical=&z=-0.25", [1, 11]),
    ])
    func zSelectsByIt(query: String, expected: [Double]) throws {
        let place = query.contains("coords") ? "parameter-name=salt" : Self.place
        let answer = try Self.ask("\(place)&\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        let body = try EDRFixture.json(answer)
        let coverages = body.at("coverages").arrayValue ?? [body]
        let values = coverages.flatMap { $0.at("ranges.salt.values").arrayValue ?? [] }.compactMap(
            \.doubleValue
        )
        #expect(values == expected)
    }

    @Test(arguments: [
        ("vertical=hieght", 400, "'height'"), ("vertical=altitude", 400, "height, depth or pressure"),
        ("vertical=pressure", 400, "vertical=height or depth"), ("vertical=depth&z=130", 204, ""),
        ("vertical=depth&z=-10", 204, ""), ("vertical=depth&z=deep", 400, "z="),
        ("vertical=height&vertical=depth", 400, "vertical"),
    ])
    func refusals(query: String, status: Int, told: String) throws {
        let answer = try Self.ask("\(Self.place)&\(query)")
        #expect(answer.status == status && answer.text.contains(told), "\(answer.status) \(answer.text)")
    }

    /// What holds for all times is one coverage, and areas have no levels in common.
    @Test func onlyWhatVariesIsTakenApart() throws {
        let still = try Self.ask("coords=POINT(0+60)&parameter-name=depth&vertical=height")
        #expect(try EDRFixture.json(still).at("type") == "Coverage")
        let area = try Self.ask("bbox=-1,58,2,61&vertical=height", type: "cube")
        #expect(area.status == 400 && area.text.contains("vertical"))
    }

    @Test func tagsAndDryRunsTellThemApart() throws {
        let tags = try ["", "&vertical=height", "&vertical=depth"].map {
            try Self.ask(Self.place + $0).fields["ETag"]
        }
        #expect(Set(tags).count == 3)
        let costs = try ["", "&vertical=height"].map {
            try EDRFixture.json(Self.ask("\(Self.place)\($0)&dryrun=1")).at("cost.chunks").integerValue
        }
        #expect(costs == [1, 4])
    }

    @Test func theDefinitionDeclaresIt() throws {
        let definition = try EDRFixture.json(try EDRFixture.ask("/edr/api", [Self.ocean()]))
        let words = definition.at("components.parameters.vertical.schema.enum").arrayValue
        #expect(words?.compactMap(\.stringValue) == ["height", "depth", "pressure"])
        let paths = definition["paths"]?.objectValue
        for (path, has) in [("position", true), ("area", false), ("cube", false)] {
            let parameters =
                paths?["/collections/{collectionId}/\(path)"]?.at("get.parameters").arrayValue ?? []
            #expect(!parameters.isEmpty)
            #expect(parameters.contains { $0.at("$ref") == "#/components/parameters/vertical" } == has)
        }
    }
}
