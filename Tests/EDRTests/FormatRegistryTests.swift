import Coverages
import CF
import Cube
import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

/// A format that has room for single places alone: a line for each variable with its values.
private struct Lines: CoverageFormat {
    var name: String { "Lines" }
    var otherNames: [String] { ["txt"] }
    var mediaType: String { "text/plain; charset=utf-8" }
    var domains: Set<DomainType> { [.point, .pointSeries] }
    var writer: String { "lines-1" }
    var heldBytes: Int { 0 }

    func write(_ list: CoverageList, to body: any BodyWriter, context: WorkContext) throws {
        let reading = try list.open(beside: 0, context: context)
        for coverage in list.coverages {
            let values = try reading.values(of: coverage)
            for series in coverage.series {
                var line = series.variable.name
                try values.forEachBlock(of: series, member: 0) { block, range in
                    guard case .float(let floats) = block.storage else { throw Failure.defect }
                    for value in floats[range] { line += " \(value)" }
                }
                try body.write(line + "\n")
            }
        }
    }
}

/// Metadata, negotiation and the API definition read one list of formats: a second one is in all of them.
@Suite struct FormatRegistryTests {
    private let cube: CubeFixture
    private let formats: CoverageFormats

    init() throws {
        cube = try EDRFixture.make()
        formats = CoverageFormats(CoverageFormats(ledger: MemoryLedger(budget: 1 << 20)).all + [Lines()])
    }

    private func ask(_ address: String, accept: String? = nil) throws -> FinishedResponse {
        try EDRFixture.ask(
            address,
            [cube],
            headers: accept.map { [("Accept", $0)] } ?? [],
            formats: formats
        )
    }

    private static let point = "/edr/collections/cube/position?coords=POINT(0 60)&parameter-name=air"
    private static let one = point + "&datetime=2024-03-01T00:00:00Z&z=1000"

    /// The cell of row 1 and column 2, of the first time and level.
    @Test(arguments: [
        ("&f=Lines", nil), ("&f=txt", nil), ("", "text/plain"), ("&f=lines", "application/json"),
    ])
    func isChosenByNameAndType(query: String, accept: String?) throws {
        let answer = try ask(Self.one + query, accept: accept)
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "text/plain; charset=utf-8")
        #expect(answer.text == "air \(EDRFixture.air(0, 0, 1, 2))\n")
    }

    @Test(arguments: [nil, "*/*", "application/json"])
    func theFirstIsTheUsual(accept: String?) throws {
        let answer = try ask(Self.one, accept: accept)
        #expect(answer.fields["Content-Type"] == "application/vnd.cov+json")
        #expect(try EDRFixture.json(answer).at("ranges.air.values.0").doubleValue == 12.25)
    }

    @Test func eachHasATagOfItsOwn() throws {
        let tags = try ["", "&f=Lines"].map { try ask(Self.one + $0).fields["ETag"] }
        #expect(tags[0] != nil && tags[1] != nil && tags[0] != tags[1])
    }

    @Test func collectionsOfferItWhereItHasRoom() throws {
        let collection = try EDRFixture.json(ask("/edr/collections/cube"))
        #expect(collection.at("output_formats") == ["CoverageJSON", "Lines"])
        let offered = { (query: String) in
            collection.at("data_queries.\(query).link.variables.output_formats")
        }
        #expect(offered("position") == ["CoverageJSON", "Lines"])
        #expect(offered("area") == ["CoverageJSON"])
        #expect(offered("cube") == ["CoverageJSON"])
        let usual = collection.at("data_queries.position.link.variables.default_output_format")
        #expect(usual == "CoverageJSON")
        #expect(try ask("/edr").text.contains("as CoverageJSON, Lines."))
    }

    @Test func theDefinitionHasItWhereItHasRoom() throws {
        let definition = try EDRFixture.json(ask("/edr/api"))
        let path = { (query: String) in
            definition["paths"]?["/collections/{collectionId}/\(query)"]?["get"] ?? .null
        }
        let types = { (query: String) in path(query).at("responses.200.content").objectValue?.keys ?? [] }
        #expect(types("position") == ["application/vnd.cov+json", "text/plain; charset=utf-8"])
        #expect(types("cube") == ["application/vnd.cov+json"])
        #expect(definition.at("components.parameters.f-data.schema.enum") == ["CoverageJSON", "Lines"])
        let formats = path("cube").at("parameters").arrayValue?.first { $0["name"] == "f" }
        #expect(formats?.at("schema.enum") == ["CoverageJSON"])
        let schema = path("position").at("responses.200.content")["text/plain; charset=utf-8"]?["schema"]
        #expect(schema?["format"] == "binary")
    }

    @Test func aQueryWithoutRoomRefusesItByName() throws {
        let answer = try ask("/edr/collections/cube/cube?bbox=-3,58,3,62&f=Lines")
        #expect(answer.status == 400)
        #expect(answer.text.contains("there is: CoverageJSON"))
    }

    /// All levels of a place are a profile, known once the request is planned.
    @Test func anAnswerWithoutRoomIsRefusedBeforeAnythingIsRead() throws {
        let answer = try ask(Self.point + "&datetime=2024-03-01T00:00:00Z&f=Lines")
        #expect(answer.status == 400)
        #expect(answer.text.contains("Lines has no room for domains of type VerticalProfile"))
    }
}
