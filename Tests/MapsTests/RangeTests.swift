import Cube
import Execution
import Failures
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Maps

/// The range that suits a variable, from its attributes and a sample of its values.
struct RangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let attributes: [(String, JSONValue)]
        /// Where the values run from and to, evenly.
        let values: (Double, Double)
        let bounds: (Double, Double)
        var palette = "viridis"

        /// 1000 values: the twentieth from either end is 0.02 of the way in.
        static let all: [Case] = [
            Case("nothing is known", [], (0, 1000), (20, 980)),
            Case("nothing but an actual range", [("actual_range", [0, 1000])], (0, 999), (0, 1000)),
            Case("an actual range of another file", [("actual_range", [5000, 6000])], (0, 1000), (20, 980)),
            Case("an actual range with an outlier", [("actual_range", [0, 1e20])], (0, 1000), (20, 980)),
            Case("a valid range of percent", [("valid_range", [0, 100])], (0, 100), (0, 100)),
            Case(
                "anomalies of 3 K, valid from -50 to 50",
                [("valid_min", -50), ("valid_max", 50), ("units", "K"), ("long_name", "SST anomaly")],
                (-1, 3),
                (-3, 3),
                "rdbu-inv"
            ),
            Case("values of 3, valid from -50 to 50", [("valid_range", [-50, 50])], (0, 3), (0, 3)),
            Case(
                "air at the ground",
                [("units", "K"), ("standard_name", "air_temperature")],
                (240, 300),
                (230, 315),
                "turbo"
            ),
            Case(
                "air of the stratosphere",
                [("units", "K"), ("standard_name", "air_temperature")],
                (180, 240),
                (181, 239),
                "turbo"
            ),
            Case(
                "sea surface, valid from 270 to 318 K",
                [
                    ("units", "kelvin"), ("standard_name", "sea_surface_temperature"), ("valid_min", 270),
                    ("valid_max", 318),
                ],
                (271, 303),
                (271, 305),
                "turbo"
            ),
            Case("Deg C", [("units", "Deg C"), ("long_name", "temperature")], (-30, 30), (-40, 40), "turbo"),
            Case("degrees of nothing", [("units", "degrees_C")], (-30, 30), (-40, 40), "turbo"),
            Case(
                "M/S",
                [("units", "M/S"), ("standard_name", "eastward_wind")],
                (-28, 28),
                (-30, 30),
                "rdbu-inv"
            ),
            Case(
                "a direction",
                [("units", "degree"), ("standard_name", "wind_from_direction")],
                (5, 350),
                (0, 360),
                "twilight"
            ),
            Case(
                "a direction of one side",
                [("units", "Degree true"), ("long_name", "Mean wave direction")],
                (100, 140),
                (0, 360),
                "twilight"
            ),
            Case(
                "a direction around zero",
                [("units", "degrees"), ("long_name", "Wind direction")],
                (-170, 170),
                (-180, 180),
                "twilight"
            ),
            Case("a latitude is no direction", [("units", "degrees")], (0, 1000), (20, 980)),
            Case("one value alone", [], (5, 5), (4.5, 5.5)),
        ]

        private init(
            _ name: String,
            _ attributes: [(String, JSONValue)],
            _ values: (Double, Double),
            _ bounds: (Double, Double),
            _ palette: String = "viridis"
        ) {
            testDescription = name
            (self.attributes, self.values, self.bounds, self.palette) = (attributes, values, bounds, palette)
        }
    }

    private func variable(_ attributes: [(String, JSONValue)]) throws -> Variable {
        let array = FixtureArray(
            "v",
            [("lat", 1)],
            .float32,
            [Float(0)],
            attributes: attributes
        )
        return try CubeFixture(arrays: [array]).dataset.variable(named: "v")
    }

    @Test(arguments: Case.all)
    func followsTheRightFact(example: Case) throws {
        let variable = try variable(example.attributes)
        let appearance = LayerAppearance(variable)
        let (from, to) = example.values
        let sample = (0..<1000).map { from + (to - from) * Double($0 * 7919 % 1000) / 999 }
        let bounds = RangeChoice(variable, appearance, sample: sample).bounds
        // Rounded to a twentieth of the span: 20.02 is 20, and 979.98 is 1000 or 980.
        let slack = (to - from) / 20 + 1e-9
        #expect(abs(bounds.lower - example.bounds.0) <= slack, "\(bounds)")
        #expect(abs(bounds.upper - example.bounds.1) <= slack, "\(bounds)")
        #expect(appearance.palette.name == example.palette)
    }

    @Test func withoutValuesAttributesHaveTheWord() throws {
        let usual = try variable([("units", "K"), ("standard_name", "air_temperature")])
        #expect(
            RangeChoice(usual, LayerAppearance(usual), sample: []).bounds == .init(lower: 230, upper: 315)
        )
        let nothing = try variable([])
        #expect(
            RangeChoice(nothing, LayerAppearance(nothing), sample: []).bounds == .init(lower: 0, upper: 1)
        )
    }

    /// Each quantity is found under its own name and units, in a palette that there is, and confirmed by values that fit.
    @Test func everyUsualRangeIsFoundAndHeldAgainstValues() throws {
        let named = UsualRange.all.compactMap { entry in entry.name.map { ($0, entry) } }
        #expect(Set(named.map(\.0)).count >= 80)
        for (name, entry) in named {
            for units in entry.units {
                let variable = try variable([("standard_name", .string(name)), ("units", .string(units))])
                let found = try #require(UsualRange.of(variable), "\(name) in \(units)")
                #expect(
                    found.minimum == entry.minimum && found.maximum == entry.maximum,
                    "\(name) in \(units)"
                )
                let appearance = LayerAppearance(variable)
                #expect(appearance.palette.name == entry.palette, "\(name): \(appearance.palette.name)")
                let span = entry.maximum - entry.minimum
                let near = (0..<100).map { entry.minimum + span * Double($0) / 99 }
                let usual = RangeChoice(variable, appearance, sample: near).bounds
                #expect(usual == .init(lower: entry.minimum, upper: entry.maximum), "\(name)")
                let far = near.map { $0 + 50 * span }
                #expect(RangeChoice(variable, appearance, sample: far).bounds != usual, "\(name)")
            }
        }
    }

    /// A spread has other values than what is spread.
    @Test(arguments: ["time: standard_deviation", "realization: variance", "time: range", "area: mean"])
    func nothingIsUsualOfSpreads(methods: String) throws {
        let variable = try variable([
            ("standard_name", "air_temperature"), ("units", "K"), ("cell_methods", .string(methods)),
        ])
        #expect((UsualRange.of(variable) == nil) == !methods.contains("mean"))
    }

    /// Where values may change a range is looked at again; until the store answers the one before holds.
    @Test func anOldRangeOutlivesAnOutage() throws {
        let grid = FixtureGrid.latLon([-60, -20, 20, 60], [-135, -45, 45, 135])
        let cube = try CubeFixture(
            arrays: grid.coordinates + [grid.numbered("field")],
            version: DatasetVersion(snapshot: "s", isPinned: false, freshSeconds: 0)
        )
        let variable = try cube.dataset.variable(named: "field")
        let appearance = LayerAppearance(variable)
        func range(_ ranges: DefaultRange) throws -> ColourRange {
            try ranges.range(
                of: variable,
                in: cube.dataset,
                appearance,
                isLogarithmic: false,
                context: .background(seconds: 10)
            )
        }
        let (impatient, patient) = (DefaultRange(leastSeconds: 0), DefaultRange())
        let first = try range(impatient)
        #expect(try range(patient) == first)
        let reads = cube.dataChunksRead
        #expect(try range(patient) == first && cube.dataChunksRead == reads)
        #expect(try range(impatient) == first && cube.dataChunksRead == reads + 1)
        cube.chunks["field"]?.fail(with: ZarrError.storage(.timedOut(key: "field/c/0/0")))
        #expect(try range(impatient) == first)
        #expect(throws: Failure.self) { try range(DefaultRange()) }
    }
}
