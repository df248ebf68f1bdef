@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Units against their definitions (SI brochure; international foot, knot and inch; ISA units of pressure).
@Suite struct UnitConversionTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let name: String
        /// What 0 and 100 become.
        let zero, hundred: Double
        var testDescription: String { "\(name): \(from) → \(to)" }

        init(_ from: String, _ to: String, _ zero: Double, _ hundred: Double, name: String = "v") {
            (self.from, self.to, self.name, self.zero, self.hundred) = (from, to, name, zero, hundred)
        }
    }

    private static let cases: [Case] = [
        Case("K", "degC", -273.15, -173.15), Case("degC", "degF", 32, 212),
        Case("kelvin", "Celsius", -273.15, -173.15),
        Case("C", "K", 273.15, 373.15, name: "air_temperature"), Case("Deg C", "kelvin", 273.15, 373.15),
        Case("degrees Celsius", "K", 273.15, 373.15), Case("Pa", "hPa", 0, 1), Case("mb", "Pa", 0, 10_000),
        Case("m s-1", "knot", 0, 100 * 3600 / 1852.0), Case("m s**-1", "km/h", 0, 360),
        Case("M/S", "kts", 0, 100 * 3600 / 1852.0), Case("mm", "inch", 0, 100 / 25.4),
        Case("1", "%", 0, 10_000), Case("m", "foot", 0, 100 / 0.3048),
        Case("kg m-2 s-1", "g m-2 hour-1", 0, 3.6e8),
        Case("m2 s-2", "J kg-1", 0, 100), Case("degrees", "radian", 0, 100 * Double.pi / 180),
    ]

    @Test(arguments: cases)
    private func converts(test: Case) throws {
        let variable = try variable(units: test.from, named: test.name).converted(to: test.to)
        let conversion = try #require(variable.converted).by
        #expect(abs(conversion(0) - test.zero) <= 1e-12 * max(abs(test.zero), 1))
        #expect(abs(conversion(100) - test.hundred) <= 1e-12 * abs(test.hundred))
        #expect(variable.units == test.to)
    }

    @Test(arguments: [
        ("K", "m"), ("K", "no such unit"), ("nonsense", "K"), ("-", "1"), ("m", "1/m"), ("dBZ", "1"),
        ("K", "days since 1970-01-01"),
        ("K", String(repeating: "(", count: 100_000)), ("K", "K @ 273.15"), ("K", "K\u{0}"),
        ("K", "m^999999999"),
    ])
    func refusesWithTheVariablesUnits(from: String, to: String) throws {
        let variable = try variable(units: from, named: "v")
        do {
            _ = try variable.converted(to: to)
            Issue.record("\(from) became \(to.prefix(40))")
        } catch {
            #expect(error.status == 400)
            #expect(error.description.contains("'\(from)'"), "\(error)")
        }
    }

    @Test(
        arguments: [
            [("standard_name", "air_temperature_anomaly")], [("units_metadata", "temperature: difference")],
            [("cell_methods", "time: standard_deviation (interval: 1 h)")],
        ] as [[(String, JSONValue)]]
    )
    func differencesHaveNoZeroPoint(attributes: [(String, JSONValue)]) throws {
        let variable = try variable(units: "K", named: "v", attributes).converted(to: "degF")
        #expect(variable.converted?.by == UnitConversion(scale: 1.8, offset: 0))
    }

    @Test func codesAreNoQuantities() throws {
        let flags: [(String, JSONValue)] = [("flag_values", [0, 1]), ("flag_meanings", "sea land")]
        let variable = try variable(units: "1", named: "mask", flags)
        #expect(throws: Failure.self) { try variable.converted(to: "%") }
    }

    /// Packed numbers are scaled once, in double precision: 2,731 tenths of a kelvin are −0.05 °C.
    @Test func packedNumbers() throws {
        let cube = try cube([
            FixtureArray(
                "t",
                [("x", 3)],
                .int16,
                [Int16(2731), 2732, -1],
                attributes: [("units", "K"), ("scale_factor", 0.1), ("_FillValue", -1)]
            )
        ])
        let plan = try cube.dataset.bind(Query(variables: ["t"], units: .all("degC")))
        let values = try plan.open(context: context).values(part: 0, context: context).doubles
        #expect(abs(values[0] + 0.05) < 1e-9 && abs(values[1] - 0.05) < 1e-9 && values[2].isNaN)
    }

    @Test func allVariablesThatCanBeConverted() throws {
        let cube = try cube([
            FixtureArray("t", [("x", 1)], .float32, [Float(300)], attributes: [("units", "K")]),
            FixtureArray("w", [("x", 1)], .float32, [Float(3)], attributes: [("units", "m s-1")]),
        ]).dataset
        let plan = try cube.bind(Query(units: .all("degC")))
        #expect(plan.parts.map { $0.variable?.units } == ["degC", "m s-1"])
        #expect(throws: Failure.self) { try cube.bind(Query(variables: ["t", "w"], units: .all("degC"))) }
        #expect(throws: Failure.self) { try cube.bind(Query(units: .all("kg"))) }
        let each = try cube.bind(Query(variables: ["t", "w"], units: .each(["w": "knot"])))
        #expect(each.parts.map { $0.variable?.units } == ["K", "knot"])
    }

    private let context = WorkContext.background(seconds: 30)

    private func cube(_ arrays: [FixtureArray]) throws -> CubeFixture { try CubeFixture(arrays: arrays) }

    private func variable(
        units: String,
        named name: String,
        _ attributes: [(String, JSONValue)] = []
    ) throws -> Variable {
        let array = FixtureArray(
            name,
            [("x", 1)],
            .float32,
            [Float(0)],
            attributes: [("units", JSONValue(units))] + attributes
        )
        return try cube([array]).dataset.variable(named: name)
    }
}
