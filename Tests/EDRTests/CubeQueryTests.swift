import Gateway
import Grids
import JSON
import TestSupport
import Testing

@testable import EDR

/// Answers of the cube query against the numbers that the fixture was made of.
@Suite struct CubeQueryTests {
    private func ask(_ query: String) throws -> FinishedResponse {
        try EDRFixture.ask("/edr/collections/cube/cube?\(query)", [EDRFixture.cube])
    }

    private func answer(_ query: String) throws -> JSONValue {
        let answer = try ask(query)
        #expect(answer.status == 200, "\(query): \(answer.text)")
        return try EDRFixture.json(answer)
    }

    @Test func aBoxIsAGridOfItsCells() throws {
        let coverage = try answer(
            "bbox=-1,59.5,1.4,61&parameter-name=air&z=850&datetime=2024-03-01T06:00:00Z"
        )
        #expect(coverage.at("type") == "Coverage")
        #expect(coverage.at("domain.domainType") == "Grid")
        #expect(coverage.at("domain.axes.x.values") == [-1, 0, 1])
        #expect(coverage.at("domain.axes.y.values") == [61, 60])
        #expect(coverage.at("ranges.air.axisNames") == ["t", "z", "y", "x"])
        #expect(coverage.at("ranges.air.shape") == [1, 1, 2, 3])
        let values = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)].map { row, column in
            JSONValue.number(Double(EDRFixture.air(1, 1, row, column)))
        }
        #expect(coverage.at("ranges.air.values") == .array(values))
    }

    @Test(arguments: ["bbox=359,59.5,361.4,61", "bbox=-361,59.5,-358.6,61", "bbox=359,59.5,1.4,61"])
    func anyTurnIsTheSameBox(query: String) throws {
        let coverage = try answer("\(query)&parameter-name=kind&datetime=2024-03-01T00:00:00Z")
        #expect(coverage.at("ranges.kind.shape") == [1, 2, 3])
        #expect(coverage.at("ranges.kind.values") == [1, 2, 3, 11, 12, 13])
        let longitudes = coverage.at("domain.axes.x.values").arrayValue?.compactMap(\.doubleValue) ?? []
        #expect(zip(longitudes, longitudes.dropFirst()).allSatisfy(<))
    }

    @Test func oneCellIsStillAGrid() throws {
        let coverage = try answer("bbox=0.9,59.9,1.1,60.1&parameter-name=kind&datetime=2024-03-01T00:00:00Z")
        #expect(coverage.at("domain.domainType") == "Grid")
        #expect(coverage.at("ranges.kind.values") == [13])
    }

    @Test func sixNumbersSelectLevelsUnlessZDoes() throws {
        let rest = "&parameter-name=air&datetime=2024-03-01T00:00:00Z"
        #expect(try answer("bbox=0,60,400,1,61,900\(rest)").at("domain.axes.z.values") == [850, 500])
        #expect(try answer("bbox=0,60,400,1,61,900&z=1000\(rest)").at("domain.axes.z.values") == [1000])
        let flat = try EDRFixture.ask("/edr/collections/flat/cube?bbox=0,59,1,1,60,2", [EDRFixture.flat()])
        #expect(try EDRFixture.json(flat).at("ranges.height.values") == [1, 2, 3, 4])
    }

    @Test func membersMakeACollectionOfGrids() throws {
        let collection = try answer(
            "bbox=0,59.5,1,60.5&parameter-name=ensemble&datetime=2024-03-01T06:00:00Z"
        )
        #expect(collection.at("domainType") == "Grid")
        let values = try #require(collection.at("coverages.1.ranges.ensemble.values").arrayValue)
        for (value, expected) in zip(values.compactMap(\.doubleValue), [1.112, 1.113]) {
            #expect(abs(value - expected) < 1e-12)
        }
        #expect(values.count == 2)
    }

    @Test(arguments: [
        "bbox=10,59,20,60", "bbox=0,70,1,80", "bbox=0,59,1,60&datetime=1999",
    ])
    func boxesWithoutCellsAreNoContent(query: String) throws {
        #expect(try ask(query).status == 204)
    }

    @Test(arguments: [
        "", "bbox=", "bbox=abc", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=1;2;3;4",
        "bbox=nan,nan,nan,nan",
        "bbox=,,,", "bbox=0,10,1,5", "bbox=0,0,1e9,1", "bbox=0,0,1,1e400", "bbox=POINT(1%202)",
        "bbox=0,59,1,60&coords=POINT(0%200)",
        "bbox=0,59,1,60&resolution-x=3", "bbox=0,59,1,60&z=low",
    ])
    func refusals(query: String) throws {
        let answer = try ask(query)
        #expect(answer.status == 400)
        #expect(try EDRFixture.json(answer).at("code").stringValue != nil)
    }

    @Test func collectionsSayThatBoxesAreOffered() throws {
        let collection = try EDRFixture.json(EDRFixture.ask("/edr/collections/cube", [EDRFixture.cube]))
        #expect(collection.at("data_queries").objectValue?.keys == ["position", "area", "cube"])
        #expect(collection.at("data_queries.cube.link.variables.height_units") == ["hPa"])
    }
}
