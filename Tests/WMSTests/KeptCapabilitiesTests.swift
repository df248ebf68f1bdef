import Cube
import Execution
import Gateway
import TestSupport
import Testing

@testable import WMS

/// Capabilities that were made for an earlier request.
struct KeptCapabilitiesTests {
    private let context = WorkContext.background(seconds: 30)
    private var made: Int { context.measurements.count(of: .documentsMade) }

    private func fixture() throws -> MapFixture { try MapFixture(DimensionTests.arrays) }

    @Test(arguments: ["1.3.0", "1.1.1"])
    func areMadeOnceAndTheSame(version: String) throws {
        let query = "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=\(version)"
        let fixture = try fixture()
        let first = try fixture.get(query, context: context)
        let second = try fixture.get(query, context: context)
        #expect(made == 1)
        #expect(first.status == 200 && first.text.contains("<Layer"))
        #expect(second.body == first.body)
        #expect(second.fields["ETag"] == first.fields["ETag"])
        #expect(try self.fixture().get(query).body == first.body)
        let tag = try #require(first.fields["ETag"])
        let unchanged = try fixture.get(query, headers: [("If-None-Match", tag)], context: context)
        #expect(unchanged.status == 304 && unchanged.body.isEmpty)
        #expect(made == 1)
    }

    @Test func eachVersionAndOriginHasItsOwn() throws {
        let fixture = try fixture()
        let origins = ["one.example", "two.example"].map {
            PublicOrigin(scheme: "https", host: $0, prefix: "")
        }
        for origin in origins {
            for version in ["1.3.0", "1.1.1"] {
                let query = "REQUEST=GetCapabilities&VERSION=\(version)"
                let text = try fixture.get(query, origin: origin, context: context).text
                #expect(text.contains("version=\"\(version)\""))
                #expect(origins.map { text.contains($0.host) } == origins.map { $0 == origin })
            }
        }
        #expect(made == 4)
    }

    /// What the key holds of the clock is what the document says: positions of all dimensions of a layer on each time axis.
    @Test func defaultsThatMoveArePartOfTheKey() throws {
        let dataset = try fixture().cube.dataset
        let layers = MapLayers.all(of: dataset)
        let defaults = try LayerDescription.movingDefaults(layers, in: dataset)
        let first = try #require(layers.first { $0.axes.contains { $0.role == .time } })
        #expect(defaults == (try LayerDescription(first, in: dataset).dimensions.map(\.defaultIndex)))
    }
}
