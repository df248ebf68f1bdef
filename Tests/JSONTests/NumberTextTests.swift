import JSON
import TestSupport
import Testing

/// Number texts against the standard library's own shortest texts.
@Suite struct NumberTextTests {
    private static func text(_ value: Float) -> String {
        var bytes: [UInt8] = []
        JSONText.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        JSONText.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Figures without zeros at their ends, and the power of ten of the last one.
    private static func figures(_ text: String) -> (sign: Bool, figures: String, power: Int) {
        let halves = text.lowercased().split(separator: "e")
        var power = halves.count == 2 ? Int(halves[1]) ?? .max : 0
        let parts = halves[0].split(separator: ".")
        if parts.count == 2 { power -= parts[1].count }
        var figures = String(halves[0].filter(\.isNumber).drop { $0 == "0" })
        while figures.last == "0" {
            figures.removeLast()
            power += 1
        }
        return (text.hasPrefix("-"), figures, figures.isEmpty ? 0 : power)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (100, "100"),
            (16_777_216, "16777216"),
            (273.15, "273.15"), (0.001, "0.001"), (0.0001, "0.0001"), (0.00001, "1e-5"),
            (1e10, "10000000000"),
            (1e15, "1000000000000000"), (1e16, "1e16"), (1.5e20, "1.5e20"), (.nan, "null"),
            (.infinity, "null"),
            (-.infinity, "null"), (.greatestFiniteMagnitude, "3.4028235e38"),
            (.leastNonzeroMagnitude, "1e-45"),
            (.leastNormalMagnitude, "1.1754944e-38"), (9.5367431640625e-07, "9.536743e-7"),
            (0.5, "0.5"), (-0.015625, "-0.015625"), (0.00012345, "0.00012345"),
            (0.000012345, "1.2345e-5"),
            (4.640625, "4.640625"), (12_345.75, "12345.75"), (1_234_567.5, "1234567.5"),
            (9_999_999, "9999999"), (1.2345678, "1.2345678"), (20_000_000, "20000000"),
            (123_456_790_528, "123456790000"),
        ] as [(Float, String)]
    )
    func floats(value: Float, expected: String) {
        #expect(Self.text(value) == expected)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (0.1, "0.1"), (-122.125, "-122.125"), (0.000001, "1e-6"),
            (0.0001, "0.0001"),
            (123_456_789.123456, "123456789.123456"), (1e15, "1000000000000000"),
            (100, "100"), (99.999999, "99.999999"), (100.000001, "100.000001"), (0.05, "0.05"),
            (4294.967295, "4294.967295"), (4294.967296, "4294.967296"), (-0.000125, "-0.000125"),
            (0.1 + 0.2, "0.30000000000000004"), (1e300, "1e+300"),
            (.nan, "null"), (-.infinity, "null"), (9_007_199_254_740_992, "9007199254740992"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
        ] as [(Double, String)]
    )
    func doubles(value: Double, expected: String) {
        #expect(Self.text(value) == expected)
    }

    @Test func floatsAgreeWithTheStandardLibrary() {
        var generator = SplitMix(state: 1)
        // Every power of two with the neighbours that make the hard cases, then numbers from everywhere.
        var values: [Float] = (1..<255).flatMap { exponent in
            [0, 1, 2, 0x7F_FFFF].map { Float(bitPattern: UInt32(exponent) << 23 | $0) }
        }
        values += (0..<60_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
        values += (0..<20_000).map { _ in Float(generator.next() % 100_000_000) / 10_000 }
        for value in values where value.isFinite {
            let (ours, theirs) = (Self.figures(Self.text(value)), Self.figures(value.description))
            #expect(ours == theirs, "\(value)")
        }
    }

    @Test func doublesAgreeWithTheStandardLibrary() {
        var generator = SplitMix(state: 2)
        var values = (0..<20_000).map { _ in Double(bitPattern: generator.next()) }
        for scale in [1, 10, 100, 1e3, 1e6, 1e7, 1e9, 3] {
            values += (0..<4000).map { _ in Double(Int64(bitPattern: generator.next()) >> 20) / scale }
            values += (0..<4000).map { _ in Double(generator.next() % 1_000_000) * (1 / scale) }
        }
        for value in values where value.isFinite {
            let (ours, theirs) = (Self.figures(Self.text(value)), Self.figures(value.description))
            #expect(ours == theirs, "\(value)")
        }
    }

    @Test func arraysHaveCommasBetween() {
        let floats = (0..<5000).map { Float($0) / 8 }
        var bytes: [UInt8] = Array("[".utf8)
        JSONText.append(floats[1...], to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == "["
                + floats.dropFirst().map(Self.text).joined(separator: ",")
        )
        bytes = []
        JSONText.append([Double]()[...], to: &bytes)
        #expect(bytes.isEmpty)
        JSONText.append([1.5, Double.nan][...], to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "1.5,null")
    }
}
