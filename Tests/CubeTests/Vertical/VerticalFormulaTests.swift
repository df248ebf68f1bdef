import Failures
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Formulas against `Tests/Fixtures/vertical.json`, which numpy worked out from the text of the convention.
@Suite struct VerticalFormulaTests {
    private static func rows() throws -> [JSONObject] {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Fixtures"
        let document = try #require(try JSONText.file("\(folder)/vertical.json"))
        return (document["rows"]?.arrayValue ?? []).compactMap(\.objectValue)
    }

    private static func numbers(_ value: JSONValue) -> [Double] {
        (value.arrayValue ?? [value]).map { $0.doubleValue ?? .nan }
    }

    @Test func everyFormulaGivesWhatNumpyGives() throws {
        var seen: Set<VerticalFormula> = []
        for row in try Self.rows() {
            let formula = try #require(VerticalFormula(rawValue: row["formula"]?.stringValue ?? ""))
            let terms = try #require(row["terms"]?.objectValue).entries.map {
                ($0.key, Self.numbers($0.value))
            }
            let expected = Self.numbers(try #require(row["values"]))
            let found = formula.values(ColumnTerms(Dictionary(terms) { $1 }, count: expected.count))
            let same = zip(found, expected).allSatisfy { found, expected in
                found.isNaN && expected.isNaN || abs(found - expected) <= 1e-9 * max(1, abs(expected))
            }
            #expect(found.count == expected.count && same, "\(formula): \(found) != \(expected) of \(terms)")
            seen.insert(formula)
        }
        #expect(seen == Set(VerticalFormula.allCases))
    }

    @Test(arguments: [
        (VerticalFormula.lnPressure, ["lev"], "p0" as String?), (.lnPressure, ["p0", "lev"], nil),
        (.sigma, ["sigma", "ptop"], "ps"), (.sigma, ["ps", "ptop"], "sigma"), (.sigma, ["sigma", "ps"], nil),
        (.hybridPressure, ["a", "b", "ps"], "p0"), (.hybridPressure, ["ap", "b", "ps"], nil),
        (.hybridPressure, ["ap", "b"], "ps"), (.hybridPressure, ["ps"], "ap"),
        (.hybridHeight, ["b", "orog"], "a"), (.hybridHeight, ["a"], nil), (.sleve, ["a"], "ztop"),
        (.oceanSigma, ["sigma", "eta"], "depth"), (.oceanS1, ["s", "depth"], "c"),
        (.oceanS2, ["s", "c", "depth"], nil), (.doubleSigma, ["sigma", "depth", "z1"], "z2"),
        (.transformed, ["s", "c", "depth"], "vtransform"), (.sigmaZ, ["zlev", "depth"], "sigma"),
    ])
    private func termsThatMustBeListed(formula: VerticalFormula, listed: [String], lacking: String?) {
        #expect(formula.lacking(listed.contains) == lacking)
    }

    /// A list that is too short, no levels at all, and what is no number end in missing values.
    @Test(arguments: VerticalFormula.allCases)
    func oddTermsAreMissing(_ formula: VerticalFormula) {
        let words = Set(
            formula.required.flatMap { $0 } + formula.dimensional + ["a", "b", "b1", "b2", "k_c"]
        )
        let lists: [[Double]] = [
            [], [1, 2], [.infinity], [-.infinity, 0], [.nan], [1e308, -1e308, 1e-320],
        ]
        for odd in lists {
            let terms = Dictionary(words.map { ($0, odd) }) { $1 }
            #expect(formula.values(ColumnTerms(terms, count: 4)).count == 4)
            #expect(formula.values(ColumnTerms(terms, count: 0)).isEmpty)
        }
    }

    @Test(arguments: [
        ("height", VerticalQuantity.height as VerticalQuantity?, ""), ("PRESSURE", .pressure, ""),
        ("hieght", nil, "probably 'height'"), ("altitude", nil, "height, depth or pressure"),
        ("", nil, "height, depth or pressure"), ("depths", nil, "probably 'depth'"),
    ])
    func wordsOfQuantities(text: String, quantity: VerticalQuantity?, told: String) {
        do throws(Failure) {
            #expect(try VerticalQuantity(text, parameter: "vertical") == quantity)
        } catch {
            #expect(quantity == nil && error.description.contains(told), "\(error)")
        }
    }
}

@Suite struct LevelChoiceTests {
    private static let column = LevelChoice(values: [-10, -30, .nan, -70, -100])

    @Test(
        arguments: [
            (-10.0, [0]), (-19, [0]), (-20, [0]), (-21, [1]), (-50, [1]), (-51, [3]), (0, [0]), (0.1, []),
            (-115, [4]), (-115.1, []), (.nan, []), (.infinity, []), (-85.0, [3]),
        ] as [(Double, [Int])]
    )
    func nearestWithinHalfALayer(value: Double, expected: [Int]) {
        #expect(Self.column.indices(.value(value)) == expected)
    }

    @Test(
        arguments: [
            (AxisSelector.all, [0, 1, 3, 4]), (.values([-11, -12, -99, 500]), [0, 4]),
            (.interval(-75, -25), [1, 3]), (.interval(-25, -75), [1, 3]), (.interval(nil, -70), [3, 4]),
            (.interval(-30, nil), [0, 1]), (.interval(-29, -11), []), (.byDefault, [0]),
            (.positions([IndexRange(start: 1, count: 2)]), [1]),
        ] as [(AxisSelector, [Int])]
    )
    func selectors(selector: AxisSelector, expected: [Int]) {
        #expect(Self.column.indices(selector) == expected)
    }

    @Test func columnsOfOneLevelOrNone() {
        #expect(LevelChoice(values: []).indices(.value(1)) == [])
        #expect(LevelChoice(values: [.nan]).indices(.all) == [])
        #expect(LevelChoice(values: [5]).indices(.value(5)) == [0])
        #expect(LevelChoice(values: [5]).indices(.value(5.1)) == [])
        #expect(LevelChoice(values: [7, 7]).indices(.value(7)) == [0])
        #expect(LevelChoice(values: [-1e308, 1e308]).indices(.value(1e307)) == [1])
    }
}
