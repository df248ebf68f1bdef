import Cube
import JSON
import TestSupport
import Testing
import Zarr

/// `flag_values`, `flag_masks`, `flag_meanings` and `flag_colors` as they are written.
struct FlagMeaningsTests {
    private func flags(_ attributes: [(String, JSONValue)]) throws -> FlagMeanings? {
        let array = FixtureArray("v", [("x", 1)], .uint8, [UInt8(0)], attributes: attributes)
        return FlagMeanings(of: try CubeFixture(arrays: [array]).dataset.variable(named: "v"))
    }

    @Test func valuesHaveWordsAndColours() throws {
        let found = try #require(
            try flags([
                ("flag_values", [1, 2, 4]), ("flag_meanings", " water  land\nice "),
                ("flag_colors", "#0000ff #00ff00 #ffffff"),
            ])
        )
        #expect(found.meanings.map(\.text) == ["water", "land", "ice"])
        #expect(found.meanings.map(\.value) == [1, 2, 4] && found.meanings.allSatisfy { $0.mask == nil })
        #expect(found.meanings.map(\.colour) == ["#0000ff", "#00ff00", "#ffffff"])
    }

    /// CF 1.11, examples 3.5 and 3.6.
    @Test func masksAreBits() throws {
        let bits = try #require(
            try flags([("flag_masks", [1, 2]), ("flag_meanings", "low_battery sensor_fault")])
        )
        #expect(bits.meanings.map(\.mask) == [1, 2] && bits.meanings.map(\.value) == [1, 2])
        let both = try #require(
            try flags([
                ("flag_masks", [1, 2, 12, 12, 12]), ("flag_values", [1, 2, 4, 8, 12]),
                (
                    "flag_meanings",
                    "low_battery hardware_fault offline_mode calibration_mode maintenance_mode"
                ),
            ])
        )
        #expect(both.meanings.map(\.mask) == [1, 2, 12, 12, 12])
        #expect(both.meanings.map(\.value) == [1, 2, 4, 8, 12])
    }

    @Test func countsMayDisagree() throws {
        let found = try #require(try flags([("flag_values", [0, 1, 2]), ("flag_meanings", "no yes")]))
        #expect(found.meanings.map(\.text) == ["no", "yes", "2"])
        let one = try #require(try flags([("flag_values", 7), ("flag_meanings", ["only this"])]))
        #expect(one.meanings.map(\.value) == [7])
        #expect(try #require(try flags([("flag_values", [0.0, 1.0])])).meanings.map(\.text) == ["0", "1"])
    }

    @Test func whatAreNoFlagsIsNone() throws {
        #expect(try flags([]) == nil)
        #expect(try flags([("flag_meanings", "a b")]) == nil)
        #expect(try flags([("flag_values", [0.5, 1])]) == nil)
        #expect(try flags([("flag_values", "many")]) == nil)
        #expect(try flags([("flag_values", .array((0..<300).map { JSONValue($0) }))]) == nil)
    }
}
