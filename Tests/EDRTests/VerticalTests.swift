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

    /// Heights are −75 and −25 m at the first time, −74.75 and −24.25 m at the second; values 0, 1, 10 and 11.
    @Test(
        arguments: [
            ("vertical=height&z=-50", [-50.0], [[0.5], [10.0 + 24.75 / 50.5]]),
            ("vertical=depth&z=50,70", [50.0, 70], [[0.5, 0.1], [10 + 24.75 / 50.5, 10 + 4.75 / 50.5]]),
            (
                "vertical=depth&z=70,50,70", [70.0, 50],
                [[0.1, 0.5], [10 + 4.75 / 50.5, 10 + 24.75 / 50.5]]
            ),
            ("vertical=height&z=-74.9", [-74.9], [[0.002]]),
            ("vertical=height&z=-24.5", [-24.5], [[10 + 50.25 / 50.5]]),
            ("vertical=height&z=-25", [-25.0], [[1], [10 + 49.75 / 50.5]]),
            ("vertical=height&z=-75/-60", [], [[0], [10]]),
        ] as [(String, [Double], [[Double]])]
    )
    func betweenLevels(query: String, levels: [Double], expected: [[Double]]) throws {
        let answer = try Self.ask("\(Self.place)&\(query)&vertical-method=linear")
        #expect(answer.status == 200, "\(answer.text)")
        let body = try EDRFixture.json(answer)
        let coverages = body.at("coverages").arrayValue ?? [body]
        let values = coverages.map {
            ($0.at("ranges.salt.values").arrayValue ?? []).compactMap(\.doubleValue)
        }
        #expect(values.map(\.count) == expected.map(\.count))
        for (found, wanted) in zip(values.joined(), expected.joined()) { #expect(abs(found - wanted) < 1e-5) }
        for coverage in coverages where !levels.isEmpty {
            let axis = coverage.at("domain.axes.z.values").arrayValue?.compactMap(\.doubleValue)
            #expect(axis == levels)
        }
    }

    /// Times that share their levels are one series, of which each time has its own values between.
    @Test func seriesBetweenLevels() throws {
        let sigma = FixtureArray.axis(
            "lev",
            [0.25, 0.5, 1],
            attributes: [
                ("standard_name", "atmosphere_sigma_coordinate"), ("formula_terms", "sigma: lev ps: ps"),
            ]
        )
        let times = FixtureArray.times([Int32(0), 6, 12], "hours since 2020-01-01")
        let members = FixtureArray.axis("member", [1.0, 2], attributes: [("standard_name", "realization")])
        let grid = FixtureGrid.latLon(along: [members, times, sigma])
        let cube = try CubeFixture(
            id: "ocean",
            arrays: grid.coordinates + [
                FixtureArray("ps", [], .float64, [1000.0], attributes: [("units", "hPa")]),
                grid.field("t") { place -> Float in
                    place[1] == 2 && place[2] == 0 ? .nan : Float(100 * place[0] + 10 * place[1] + place[2])
                },
                grid.field("layer") { Int32($0[2]) },
            ]
        )
        let query = "coords=POINT(0+60)&parameter-name=t,layer&vertical=pressure&vertical-method=linear"
        let answer = try EDRFixture.ask(
            "/edr/collections/ocean/position?\(query)&z=353.5533905932738,1000",
            [cube]
        )
        #expect(answer.status == 200, "\(answer.text)")
        let coverages = try EDRFixture.json(answer).at("coverages").arrayValue ?? []
        let found = coverages.compactMap { $0.at("ranges.t.values").arrayValue?.map(\.doubleValue) }
        // Half way from 250 to 500 hPa in the logarithm, and at the ground.
        let expected: [[Double?]] = [0.0, 100].map { [$0 + 0.5, $0 + 2, $0 + 10.5, $0 + 12, nil, $0 + 22] }
        #expect(found.count == 2)
        for (found, expected) in zip(found.joined(), expected.joined()) {
            #expect((found == nil) == (expected == nil))
            #expect(abs((found ?? 0) - (expected ?? 0)) < 1e-4)
        }
        // There is no half of a whole number: the nearest level.
        let layers = coverages.compactMap { $0.at("ranges.layer.values").arrayValue?.map(\.doubleValue) }
        #expect(layers.first == [0, 2, 0, 2, 0, 2])
    }

    @Test(arguments: [
        ("vertical=depth&z=50&vertical-method=linaer", 400, "'linear'"),
        ("vertical=depth&z=50&vertical-method=cubic", 400, "nearest or linear"),
        // Half a layer beyond the ends is nobody's between two levels.
        ("vertical=depth&z=10&vertical-method=linear", 204, ""),
        ("vertical=depth&z=10&vertical-method=nearest", 200, ""),
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
        let methods = definition.at("components.parameters.vertical-method.schema.enum").arrayValue
        #expect(methods?.compactMap(\.stringValue) == ["nearest", "linear"])
        let paths = definition["paths"]?.objectValue
        for (path, has) in [("position", true), ("area", false), ("cube", false)] {
            let parameters =
                paths?["/collections/{collectionId}/\(path)"]?.at("get.parameters").arrayValue ?? []
            #expect(!parameters.isEmpty)
            for name in ["vertical", "vertical-method"] {
                #expect(
                    parameters.contains { $0.at("$ref").stringValue == "#/components/parameters/\(name)" }
                        == has
                )
            }
        }
    }
}
