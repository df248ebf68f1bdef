import CF
import Cube
import JSON
import TestSupport
import Testing
import Zarr

@testable import Coverages

/// What a coverage is, whatever it is written as.
@Suite struct DomainModelTests {
    private static func axes(_ levels: [(name: String, units: String?, positive: String?)]) throws -> [Axis] {
        var arrays: [FixtureArray] = []
        for level in levels {
            let told: [(String, JSONValue?)] = [
                ("axis", "Z"), ("units", level.units.map { .string($0) }),
                ("positive", level.positive.map { .string($0) }),
            ]
            let attributes = told.compactMap { name, value in value.map { (name, $0) } }
            let axis = FixtureArray.axis(level.name, [1, 2], attributes: attributes)
            arrays += [axis, FixtureGrid([axis]).numbered("of_\(level.name)")]
        }
        return try CubeFixture(id: "levels", arrays: arrays).dataset.axes
    }

    /// Pressure grows downwards, other numbers upwards, unless the axis says so itself.
    @Test func levelsHaveADirection() throws {
        let axes = try Self.axes([
            ("p", "hPa", nil), ("h", "m", nil), ("depth", "m", "down"), ("number", nil, nil),
        ])
        let systems = ["p", "h", "depth", "number"].map { name in
            axes.first { $0.name == name }.map(VerticalReference.init)
        }
        #expect(systems.map { $0?.direction } == ["down", "up", "down", "up"])
        #expect(systems.map { $0?.units } == ["hPa", "m", "m", "1"])
        #expect(systems.map { $0?.name } == ["p", "h", "depth", "number"])
    }

    @Test func theGregorianCalendarIsOneWithOrWithoutItsReform() {
        #expect(TemporalReference(.standard) == TemporalReference(.prolepticGregorian))
        #expect(TemporalReference(.noLeap) != TemporalReference(.standard))
        #expect(TemporalReference(.noLeap) != TemporalReference(.allLeap))
    }

    /// The axes of coverages, and what the caller reserves, name no other dimension.
    @Test func namesThatMeanSomethingElseAreTurned() throws {
        let axes = try Self.axes([("t", nil, nil), ("z", nil, nil), ("bbox", nil, nil), ("run", nil, nil)])
        let names = CustomDimensionNames(reserved: ["bbox"])
        let ids = ["t", "z", "bbox", "run"].map { name in
            axes.first { $0.name == name }.map(names.id(of:))
        }
        #expect(ids == ["dimension-t", "dimension-z", "dimension-bbox", "run"])
    }
}
