import Gateway
import Grids
import JSON
import TestSupport
import Testing
import Serving
import Execution
import Zarr

@testable import EDR

/// Extents of collections: boxes within −180…180, and what they cost.
@Suite struct ExtentTests {
    /// One variable for each list of longitudes, between 40 and 60 north.
    private static func cube(_ grids: [[Double]]) throws -> CubeFixture {
        let latitudes = FixtureArray.latitudes([55, 45])
        let arrays = grids.enumerated().flatMap { number, longitudes -> [FixtureArray] in
            let axis = FixtureArray.longitudes(longitudes, name: "lon\(number)")
            return [axis, FixtureGrid([latitudes, axis]).numbered("v\(number)")]
        }
        return try CubeFixture(id: "cube", arrays: [latitudes] + arrays)
    }

    private static func box(of described: JSONValue) -> [Double] {
        (described.at("extent.spatial.bbox.0").arrayValue ?? []).compactMap(\.doubleValue)
    }

    private func collection(_ grids: [[Double]]) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/cube", [Self.cube(grids)])
        #expect(answer.status == 200)
        return try EDRFixture.json(answer)
    }

    /// Longitudes of cells ten degrees wide, and the box's west and east by their outer edges.
    struct BoxCase: CustomTestStringConvertible {
        let grids: [[Double]]
        let ends: [Double]
        var testDescription: String { "\(grids.map { [$0.first ?? 0, $0.last ?? 0] }) \(ends)" }

        init(_ grids: [[Double]], _ ends: [Double]) {
            (self.grids, self.ends) = (grids, ends)
        }

        static let pacific = cells(100, 270)

        static func cells(_ first: Double, _ last: Double) -> [Double] {
            Array(stride(from: first, through: last, by: 10))
        }

        static let all: [BoxCase] = [
            BoxCase([pacific], [95, -85]), BoxCase([[-170, -160]], [-175, -155]),
            BoxCase([[190, 200]], [-175, -155]), BoxCase([[170, 180]], [165, -175]),
            BoxCase([[155, 165, 175]], [150, 180]),
            // Everything, however it is told, and with anything beside.
            BoxCase([cells(5, 355)], [-180, 180]), BoxCase([pacific, cells(-175, 175)], [-180, 180]),
            // 95…275 and −90…100 leave nothing out; 95…275 and 0…20 leave 20…95 and 275…360.
            BoxCase([pacific, cells(-85, 95)], [-180, 180]), BoxCase([pacific, [5, 15]], [0, -85]),
            // On both sides of the antimeridian, and of Greenwich.
            BoxCase([[-170, -160], [150, 160]], [145, -155]), BoxCase([[-20, -10], [10, 20]], [-25, 25]),
            BoxCase([[-175, -165], [165, 175]], [160, -160]),
        ]
    }

    @Test(arguments: BoxCase.all)
    func boxesLieWithinTheCircle(data: BoxCase) throws {
        let (collection, ends) = (try collection(data.grids), data.ends)
        #expect(Self.box(of: collection) == [ends[0], 40, ends[1], 60])
        let (west, east) = (ends[0], ends[1])
        let middle = { (longitude: Double) in west <= east ? (west...east).contains(longitude) : true }
        let position = collection.at("data_queries.position.link.variables.coords").stringValue ?? ""
        let longitude = position.dropFirst("POINT(".count).prefix { $0 != " " }
        #expect(Double(longitude).map { (-180...180).contains($0) && middle($0) } == true, "\(position)")
    }

    /// Each variable's own extent where it differs.
    @Test func variablesTellTheirOwnBoxes() throws {
        let collection = try collection([[170, 180], [0, 10]])
        #expect(Self.box(of: collection) == [-5, 40, -175, 60])
        #expect(Self.box(of: collection.at("parameter_names.v0")) == [165, 40, -175, 60])
        #expect(Self.box(of: collection.at("parameter_names.v1")) == [-5, 40, 15, 60])
    }

    /// Numbers as they are written: 275.15 − 360 is −84.85, whatever binary makes of it.
    @Test func turnedEndsHaveTheirDigits() {
        let extent = GeographicExtent(west: 95.05, south: -90, east: 275.15, north: 90)
        #expect(GeographicExtent.bbox(around: [extent]) == [95.05, -90, -84.85, 90])
        #expect(GeographicExtent.bbox(around: []) == nil)
    }

    /// The union of boxes holds each of them, and leaves out the widest gap: counted in whole degrees.
    @Test func unionsHoldAllAndNoMoreThanTheyMust() throws {
        var random = SplitMix(state: 11)
        for _ in 0..<500 {
            let extents = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let west = Int.random(in: -180...179, using: &random)
                let width = Int.random(in: 1...150, using: &random)
                return GeographicExtent(west: Double(west), south: 0, east: Double(west + width), north: 1)
            }
            let covered = (0..<360).map { degree in
                extents.contains { extent in
                    let offset = (degree - 180 - Int(extent.west) + 720) % 360
                    return offset < Int(extent.east - extent.west)
                }
            }
            var (widest, gap) = (0, 0)
            for degree in 0..<720 {
                gap = covered[degree % 360] ? 0 : min(gap + 1, 360)
                widest = max(widest, gap)
            }
            let box = try #require(GeographicExtent.bbox(around: extents))
            #expect(abs(box[0]) <= 180 && abs(box[2]) <= 180)
            let width = (box[2] - box[0] + 720).truncatingRemainder(dividingBy: 360)
            #expect((width == 0 ? 360 : Int(width)) == 360 - widest, "\(extents)")
            for degree in 0..<360 where covered[degree] {
                let offset = (Double(degree - 180) - box[0] + 720).truncatingRemainder(dividingBy: 360)
                #expect(widest == 0 || offset < width, "\(degree - 180) of \(extents)")
            }
        }
    }

    /// A description of four times as many variables takes four times as long, or little more.
    @Test(arguments: [false, true])
    func descriptionsGrowWithTheirVariables(apart: Bool) throws {
        let factor = try ManyVariables.growth(apart: apart) { cube in
            let answer = try EDRFixture.ask(
                "/edr/collections/many",
                [cube],
                documents: DocumentCache(ledger: MemoryLedger(budget: 0))
            )
            #expect(answer.status == 200)
        }
        #expect(factor < 9)
    }
}

/// Levels that are known by their positions: those of the layers say nothing of the interfaces, of which there is one more.
@Suite struct LevelPositionTests {
    private static func layers(_ name: String, _ count: Int) -> FixtureArray {
        FixtureArray(
            name,
            [(name, count), ("lat", 2), ("lon", 2)],
            .float32,
            (0..<count * 4).map { -Float($0) / Float(count * 4) },
            attributes: [("standard_name", "ocean_sigma_coordinate"), ("positive", "up")]
        )
    }

    @Test func layersAndInterfacesAreApart() throws {
        let field = { (name: String, level: String, count: Int) in
            FixtureArray(
                name,
                [(level, count), ("lat", 2), ("lon", 2)],
                .int32,
                (0..<count * 4).map { Int32($0) }
            )
        }
        let cube = try CubeFixture(
            id: "cube",
            arrays: FixtureGrid.latLon().coordinates + [
                Self.layers("siglay", 3), Self.layers("siglev", 4), field("salinity", "siglay", 3),
                field("temperature", "siglay", 3), field("diffusivity", "siglev", 4),
            ]
        )
        let answer = try EDRFixture.ask("/edr/collections/cube", [cube])
        #expect(answer.status == 200)
        let collection = try EDRFixture.json(answer)
        #expect(collection.at("extent.vertical.values") == ["0", "1", "2"])
        let own = collection.at("parameter_names.diffusivity.extent.vertical.values")
        #expect(own == ["0", "1", "2", "3"])
    }
}

/// Positions whose texts repeat: known by index, told with their texts.
@Suite struct RepeatedTextTests {
    private func ask(_ address: String) throws -> JSONValue {
        let cube = try CubeFixture(
            id: "cube",
            arrays: FixtureGrid.latLon().coordinates + [
                FixtureArray("v", [("model", 3), ("lat", 2), ("lon", 2)], .int32, (0..<12).map { Int32($0) })
            ],
            texts: [FixtureTexts("model", along: "model", ["ecmwf", "", "ecmwf"])]
        )
        let answer = try EDRFixture.ask("/edr/collections/cube\(address)", [cube])
        #expect(answer.status == 200, "\(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func positionsAndTextsAreTold() throws {
        let custom = try ask("").at("extent.custom.0")
        #expect(custom.at("id") == "model" && custom.at("values") == ["0", "1", "2"])
        let words = "positions along model, where the labels repeat: ecmwf, , ecmwf"
        #expect(custom.at("reference") == JSONValue(words))
    }

    /// Row 1, column 1 of four cells a position.
    @Test(arguments: [(0, "ecmwf"), (1, nil), (2, "ecmwf")] as [(Int, String?)])
    func everyPositionIsReached(model: Int, label: String?) throws {
        let coverage = try ask("/position?coords=POINT(1 59)&model=\(model)")
        #expect(coverage["sluice:model"] == JSONValue(model))
        #expect(coverage["sluice:model-label"] == label.map { JSONValue($0) })
        #expect(coverage.at("ranges.v.values") == [JSONValue(4 * model + 3)])
    }
}
