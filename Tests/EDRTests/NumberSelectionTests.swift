import Failures
import Testing

@testable import EDR

@Suite struct NumberSelectionTests {
    @Test(
        arguments: [
            ("850", .value(850)), ("-1.5e2", .value(-150)), ("1000,850,700", .values([1000, 850, 700])),
            ("100/550", .interval(100, 550)), ("550/100", .interval(550, 100)),
            ("../850", .interval(nil, 850)),
            ("500/..", .interval(500, nil)), ("../..", .interval(nil, nil)),
            ("R20/100/50", .recurrence(repetitions: 20, start: 100, step: 50)),
            ("R2/1000/-50", .recurrence(repetitions: 2, start: 1000, step: -50)),
        ] as [(String, NumberSelection)]
    )
    func reads(text: String, expected: NumberSelection) throws {
        #expect(try NumberSelection(text, parameter: "z") == expected)
    }

    @Test(arguments: [
        "", "abc", "1/2/3/4", "R/x/y", "nan", "inf", "R2/0", "R2/0/0", "R-5/0/1", "R99999/0/1", "/", "1/",
        "/1", "1,", "1,,2",
        "1,2/3", "0x10", "1e999", "850hPa",
    ])
    func refuses(_ text: String) {
        #expect(throws: Failure.self) { try NumberSelection(text, parameter: "z") }
    }
}
