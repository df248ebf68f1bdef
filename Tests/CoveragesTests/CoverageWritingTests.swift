@testable import CF
import Testing

@testable import Coverages

@Suite struct CoverageWritingTests {
    @Test(arguments: [
        CFCalendar.standard, .prolepticGregorian, .julian, .noLeap, .allLeap, .day360,
    ])
    func timeTextsAreThoseOfTheCube(calendar: CFCalendar) {
        var milliseconds: [Int64] = [
            0, 1, -1, 86_399_999, -86_400_000, -62_167_219_200_000, -99_999_999_999_999,
        ]
        milliseconds += [
            253_402_300_799_000, 253_402_300_800_000, 20_000_000_000_000_000, -20_000_000_000_000_000,
        ]
        milliseconds += (0..<500).map { Int64($0) * 987_654_321_987 - 123_456_789_000_000 }
        let times = TimeCoordinates(calendar: calendar, milliseconds: milliseconds)
        var bytes: [UInt8] = []
        TimeTextWriter.append(times, (Array(milliseconds.indices) + [-1, 100_000])[...], to: &bytes)
        let expected = milliseconds.indices.map { "\"\(times.text(at: $0))\"" }.joined(separator: ",")
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            (0.0, 0.0), (180, 180), (359.9 - 360, -0.1), (190.1 - 360, -169.9), (-0.25, -0.25),
            (0.10000000149011612, 0.10000000149011612), (5.123456789012, 5.123456789012),
        ] as [(Double, Double)]
    )
    func longitudesLoseTheDigitsOfTheirTurning(longitude: Double, label: Double) {
        #expect(CoverageDomain.label(longitude: longitude) == label)
    }

    @Test(arguments: [
        (Values(storage: .float([1, .nan, 0.1]), shape: [3]), "1,null,0.1"),
        (Values(storage: .double([1, .infinity, 0.1]), shape: [3]), "1,null,0.1"),
        (
            Values(storage: .signed([.min, 0, 3]), missing: [false, true, false], shape: [3]),
            "-9223372036854775808,null,3"
        ),
        (Values(storage: .unsigned([.max, 0]), shape: [2]), "18446744073709551615,0"),
    ])
    func valuesAsText(values: Values, expected: String) {
        var bytes: [UInt8] = []
        RangeValues.append(values, 0..<values.count, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        bytes = []
        RangeValues.append(values, 5..<9, to: &bytes)
        #expect(bytes.isEmpty)
    }
}
