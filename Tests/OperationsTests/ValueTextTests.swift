@testable import CF
import JSON
import Testing
import Zarr

@testable import Operations

@Suite struct ValueTextTests {
    private func text(_ element: ElementType, _ bytes: [UInt8], columns: Int = 100) -> String {
        var table = ValueText(element: element, columns: columns)
        return bytes.withUnsafeBytes { table.text(of: $0) }.split(separator: "\n").joined(separator: "|")
            .trimmingEnd
    }

    /// Bytes as NumPy writes them (`numpy.array(x, '<f2').tobytes()`), and the value's text.
    @Test(
        arguments: [
            (.number(.int16), [0xFE, 0xFF], "-2"), (.number(.uint8), [200], "200"),
            (.number(.bool), [1], "true"),
            (.number(.uint64), [255, 255, 255, 255, 255, 255, 255, 255], "18446744073709551615"),
            (.number(.float32), [0xCD, 0xCC, 0xCC, 0x3D], "0.1"), (.number(.float16), [0x00, 0x3E], "1.5"),
            (.number(.float64), [0, 0, 0, 0, 0, 0, 0xF8, 0x7F], "nan"),
            (.complex(.float32), [0, 0, 0x80, 0x3F, 0, 0, 0x00, 0xC0], "1.0-2.0j"),
            // numpy.datetime64('2024-03-01T06:00:00.000000001', 'ns')
            (
                .datetime(.nanoseconds, 1), [0x01, 0xC0, 0x3C, 0x34, 0x8E, 0x8E, 0xB8, 0x17],
                "2024-03-01T06:00:00.000000001Z"
            ),
            // numpy.datetime64('1969-12-31T23:59:59.9', 'ms')
            (
                .datetime(.milliseconds, 1), [0x9C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                "1969-12-31T23:59:59.900Z"
            ),
            (.datetime(.days, 1), [0, 0, 0, 0, 0, 0, 0, 0x80], "NaT"),
            (.datetime(.months, 1), [3, 0, 0, 0, 0, 0, 0, 0], "3M"),
            (.timedelta(.hours, 6), [2, 0, 0, 0, 0, 0, 0, 0], "2×6h"),
            (.fixedBytes(4), [0x61, 0x0A, 0, 0], "a\\n"),
            (.fixedText(2), [0xE9, 0, 0, 0, 0, 0, 0, 0], "é"),
            (.text, [3, 0, 0, 0, 0x61, 0x09, 0x1B], "a\\t\\u{1b}"),
            (.bytes, [2, 0, 0, 0, 0xAB, 0x01], "ab01"),
            (.raw(2), [0x0F, 0xF0], "0ff0"),
        ] as [(ElementType, [UInt8], String)]
    )
    func writesEveryKindOfValue(_ element: ElementType, _ bytes: [UInt8], _ expected: String) {
        #expect(text(element, bytes) == expected)
    }

    /// Dates by Python: `datetime(1900, 1, 1) + timedelta(hours=…)`, cftime for the calendar of 360 days, and a single
    /// number's own value (0.1 is 0.100000001490116 days, which is 8640.000 s to the millisecond).
    @Test(
        arguments: [
            (
                .int64, "hours since 1900-01-01", "standard", [0x18, 0, 0, 0, 0, 0, 0, 0],
                "1900-01-02T00:00:00Z"
            ),
            (.int32, "days since 2000-02-28", "360_day", [3, 0, 0, 0], "2000-03-01T00:00:00Z"),
            (
                .float64, "days since 2000-01-01", "noleap", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F],
                "2000-01-02T12:00:00Z"
            ),
            (
                .float32, "days since 2000-01-01", "standard", [0xCD, 0xCC, 0xCC, 0x3D],
                "2000-01-01T02:24:00Z"
            ),
            (.float64, "days since 2000-01-01", "standard", [0, 0, 0, 0, 0, 0, 0xF8, 0x7F], "NaT"),
            (.int16, "days since 2000-01-01", "standard", [0xF7, 0xFF], "NaT"),
            (.int64, "days since 2000-01-01", "standard", [0, 0, 0, 0, 0, 0, 0, 0x80], "NaT"),
            (.float64, "days since 2000-01-01", "standard", [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], "inf"),
            (.int32, "days", "standard", [3, 0, 0, 0], "3"),
            (.int32, "days since then", "standard", [3, 0, 0, 0], "3"),
        ] as [(DataType, String, String, [UInt8], String)]
    )
    func numbersOfTimesAreDates(
        _ type: DataType,
        _ units: String,
        _ calendar: String,
        _ bytes: [UInt8],
        _ expected: String
    ) {
        let attributes = JSONObject([
            ("units", .string(units)), ("calendar", .string(calendar)), ("_FillValue", -9),
        ])
        var table = ValueText(element: .number(type), columns: 1, dates: DateWords(attributes))
        #expect(bytes.withUnsafeBytes { table.text(of: $0) } == expected + "\n")
    }

    /// Packed numbers are left as they are stored.
    @Test func packedTimesAreNumbers() {
        #expect(DateWords(JSONObject([("units", "days since 2000-01-01"), ("scale_factor", 2)])) == nil)
    }

    @Test func aRowIsALine() {
        #expect(text(.number(.uint8), [1, 2, 3, 4, 5, 6], columns: 3) == "1 2 3|4 5 6")
        #expect(text(.number(.uint8), [1, 2], columns: 1) == "1|2")
    }
}

extension String {
    fileprivate var trimmingEnd: String { hasSuffix(" ") || hasSuffix("\t") ? String(dropLast()) : self }

    /// Nothing of a text acts on a terminal, and bytes that are no UTF-8 stay what they are.
    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\xffb"#), ([0x1B, 0x5B, 0x33], #"\u{1b}[3"#),
            ([0xFF, 0x1B, 0x0A], #"\xff\u{1b}\n"#),
            ([0xE2, 0x80, 0xA8], #"\u{2028}"#), ([0xC3, 0xA9], "é"), ([0xC2, 0x85], #"\u{85}"#),
        ] as [([UInt8], String)]
    )
    func textsAreLegible(bytes: [UInt8], expected: String) {
        let text = bytes.withUnsafeBytes { ElementText.text(.fixedBytes(bytes.count), $0) }
        #expect(text == expected)
        #expect(bytes.withUnsafeBytes { ElementText.varying(.text, $0) } == expected)
    }
}
