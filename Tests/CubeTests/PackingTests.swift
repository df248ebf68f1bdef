@testable import CF
import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Unpacks stored numbers with attributes as a dataset would.
private func unpacked<Value: BitwiseCopyable>(
    _ values: [Value],
    _ type: DataType,
    attributes: [(String, JSONValue)]
) throws -> Values {
    let fixture = try CubeFixture(arrays: [
        FixtureArray("v", [("i", values.count)], type, values, attributes: attributes)
    ])
    let context = WorkContext.background(seconds: 60)
    let plan = try fixture.dataset.bind(Query(variables: ["v"]))
    return try plan.open(context: context).values(part: 0, context: context)
}

@Suite struct PackingTests {
    @Test func packedShortsBecomeDoublesRoundedOnce() throws {
        let values = try unpacked(
            [Int16(0), 27315, -32768, 1],
            .int16,
            attributes: [("scale_factor", 0.01), ("add_offset", 273.15), ("_FillValue", -32768)]
        )
        guard case .double(let numbers) = values.storage else { return #expect(Bool(false), "not doubles") }
        #expect(numbers[0] == 273.15 && numbers[1] == 27315.0 * 0.01 + 273.15 && numbers[2].isNaN)
    }

    /// 0.5 is a Float32, so an int16 packed by it becomes Float32 (design: values).
    @Test func attributesThatAreFloatsGiveFloats() throws {
        let values = try unpacked([Int16(3)], .int16, attributes: [("scale_factor", 0.5), ("add_offset", 1)])
        guard case .float(let numbers) = values.storage else { return #expect(Bool(false), "not floats") }
        #expect(numbers == [2.5])
    }

    @Test func unscaledIntegersStayWhole() throws {
        let values = try unpacked(
            [Int64.max, Int64.min, 9_007_199_254_740_993],
            .int64,
            attributes: [("missing_value", 5)]
        )
        guard case .signed(let numbers) = values.storage else { return #expect(Bool(false), "not integers") }
        #expect(numbers == [Int64.max, Int64.min, 9_007_199_254_740_993])
        #expect(values.missing == [])
    }

    @Test(
        arguments: [
            ([("_FillValue", -1), ("_Unsigned", "true")], [0, 255], [false, true]),
            ([("missing_value", [3, 7])], [3, 7, 8], [true, true, false]),
            ([("missing_value", "12")], [12, 13], [true, false]),
            (
                [("_FillValue", 1), ("missing_value", [2, 3, 4])], [1, 2, 3, 4, 5],
                [true, true, true, true, false]
            ),
            ([("valid_range", [2, 4])], [1, 2, 4, 5], [true, false, false, true]),
            ([("valid_min", 2)], [1, 2], [true, false]),
            ([("valid_range", [4, 2])], [1, 2], [false, false]),
            ([("_FillValue", "NaN")], [0, 1], [false, false]),
            ([("_FillValue", 1e20)], [0, 1], [false, false]),
            ([("_FillValue", 1.5)], [1, 2], [false, false]),
        ] as [([(String, JSONValue)], [Int], [Bool])]
    )
    func missingIntegers(attributes: [(String, JSONValue)], stored: [Int], missing: [Bool]) throws {
        let values = try unpacked(stored.map { UInt8($0) }, .uint8, attributes: attributes)
        #expect((values.missing.isEmpty ? stored.map { _ in false } : values.missing) == missing)
    }

    /// 1e20 as a double is not 1e20 as a float: the attribute is brought into the stored type first.
    @Test func missingFloatsCompareAsStored() throws {
        let values = try unpacked(
            [Float(1e20), 1, .nan, -1.7e38, -0.0],
            .float32,
            attributes: [("_FillValue", 1e20), ("missing_value", .number(-1.7e38))]
        )
        let numbers = values.doubles
        #expect(numbers[0].isNaN && numbers[1] == 1 && numbers[2].isNaN && numbers[3].isNaN)
        #expect(numbers[4] == 0 && numbers[4].sign == .minus)
    }

    /// Fractions in the valid range of packed integers are meant unpacked.
    @Test func validRangeOfPackedIntegers() throws {
        let values = try unpacked(
            [Int32(-2001), -2000, 10000, 10001],
            .int32,
            attributes: [("scale_factor", 1e-4), ("valid_range", [-0.2, 1.0])]
        )
        #expect(values.doubles.map(\.isNaN) == [true, false, false, true])
    }

    @Test(arguments: [0.0, .nan, .infinity])
    func absurdScalesAreIgnoredAndReported(scale: Double) throws {
        let fixture = try CubeFixture(arrays: [
            FixtureArray("v", [("i", 1)], .int16, [Int16(7)], attributes: [("scale_factor", .number(scale))])
        ])
        #expect(fixture.dataset.findings.map(\.subject) == ["v"])
        #expect(fixture.dataset.variables[0].packing.isIdentity)
    }

    /// xarray writes `_FillValue` of Zarr v3 floats as base64 of a little-endian double.
    @Test func fillValuesInBase64() throws {
        let values = try unpacked([Float(1e20), 2], .float32, attributes: [("_FillValue", "QIy1eB2vFUQ=")])
        #expect(values.doubles[0].isNaN && values.doubles[1] == 2)
        let nan = try CubeFixture(arrays: [
            FixtureArray("v", [("i", 1)], .float32, [Float(0)], attributes: [("_FillValue", "AAAAAAAA+H8=")])
        ])
        #expect(nan.dataset.arrays[0].attributes["_FillValue"]?.doubleValue?.isNaN == true)
    }
}
