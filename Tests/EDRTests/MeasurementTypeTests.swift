import Testing

@testable import EDR

@Suite struct MeasurementTypeTests {
    @Test(arguments: [
        ("time: mean", "mean"), ("area: mean time: maximum", "maximum"),
        ("lat: lon: mean time: point", "point"),
        ("t: sum (interval: 1 hr)", "sum"), ("area: time: mean", "mean"),
    ])
    func methodOfTheTimeAxis(text: String, expected: String) {
        #expect(MeasurementType.method(in: text, axis: "t") == expected)
    }

    @Test func noMethodOfOtherAxes() {
        #expect(MeasurementType.method(in: "area: mean", axis: "t") == nil)
        #expect(MeasurementType.method(in: "time:", axis: "t") == nil)
    }
}
