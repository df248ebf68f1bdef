import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// `é` as one scalar and as two: equal for Swift, and two names of a store (zarr-python and xarray tell them apart).
@Suite struct EquivalentNameTests {
    private static let one = "\u{E9}"
    private static let two = "e\u{301}"

    private static func bytes(_ names: [String]) -> [[UInt8]] { names.map { Array($0.utf8) } }

    /// The coordinate is of the dimension that has its bytes; the other has none, and says so.
    @Test(arguments: [[one, two], [two, one]]) func dimensionsAreTwo(names: [String]) throws {
        let dataset = try CubeFixture(arrays: [
            FixtureArray(names[0], [(names[0], 2)], .float64, [10.0, 20]),
            FixtureArray("v", [(names[0], 2)], .int32, [Int32(1), 2]),
            FixtureArray("w", [(names[1], 2)], .int32, [Int32(3), 4]),
        ]).dataset
        let dimensions = dataset.arrays.map { $0.dimensions.map(\.name) }
        #expect(dimensions.map(Self.bytes) == [[names[0]], [names[0]], ["w_dim_0"]].map(Self.bytes))
        #expect(dataset.variables.map { $0.axes.map(\.hasCoordinates) } == [[true], [false]])
        #expect(dataset.findings.map(\.subject) == ["w"])
        let text = dataset.findings.first?.text ?? ""
        let codes = names.map { $0 == Self.one && Array($0.utf8).count == 2 ? "U+00E9" : "U+0301" }
        #expect(text.contains("(\(codes[1]))") && text.contains("(\(codes[0]))"), "\(text)")
    }

    /// Two dimensions of one array: both have the length that they have.
    @Test func dimensionsOfOneArrayAreTwo() throws {
        let dataset = try CubeFixture(arrays: [
            FixtureArray("v", [(Self.one, 2), (Self.two, 3)], .int32, (0..<6).map(Int32.init))
        ]).dataset
        #expect(dataset.arrays.map(\.shape) == [[2, 3]])
        #expect(Self.bytes(dataset.arrays[0].dimensions.map(\.name)) == Self.bytes([Self.one, "v_dim_1"]))
        #expect(dataset.findings.count == 1)
    }

    /// An array of a group above whose name is another one is no coordinate here.
    @Test func arraysAboveAreTwo() throws {
        let coordinate = FixtureArray(Self.two, [(Self.two, 2)], .float64, [10.0, 20])
        let above = ZarrGroup.fixture("", [coordinate])
        let below = ZarrGroup.fixture("g", [FixtureArray("v", [(Self.one, 2)], .int32, [Int32(1), 2])])
        let catalogue = ArrayCatalogue(below, ancestors: [above])
        #expect(catalogue[Self.one] == nil)
        #expect(Self.bytes(catalogue.own[0].dimensions.map(\.name)) == Self.bytes([Self.one]))
        #expect(catalogue.findings.map { Array($0.subject.utf8) } == [Array(Self.two.utf8)])
    }

    /// Names that differ otherwise are no finding, whatever their letters are.
    @Test func othersAreNoFinding() throws {
        let names = ["ü", "u", "日", "ﬁ", "fi"]
        let dataset = try CubeFixture(
            arrays: names.map { FixtureArray($0, [($0, 1)], .float64, [1.0]) }
        ).dataset
        #expect(dataset.findings.isEmpty && dataset.arrays.count == names.count)
    }
}
