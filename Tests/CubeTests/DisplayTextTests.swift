@testable import CF
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Texts of stores are cut where they enter: 300 scalars for titles, 2 kB in lists, whole where they are stored.
@Suite struct DisplayTextTests {
    @Test(arguments: [
        (0, 0), (1, 1), (299, 299), (300, 300), (301, 300), (1_000_000, 300),
    ])
    func titles(length: Int, shown: Int) {
        for letter in ["a", "é", "\u{1F30D}"] {
            let text = DisplayText.title(String(repeating: letter, count: length))
            #expect(text.unicodeScalars.count == shown)
            #expect(text.hasSuffix("…") == (length > 300))
        }
    }

    /// A thousand accents on one letter are one character, and are cut all the same.
    @Test func accentsAreCounted() {
        let text = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(text.count == 1 && DisplayText.title(text).unicodeScalars.count == 300)
    }

    /// Cut between two scalars, whatever their lengths in UTF-8.
    @Test(arguments: ["a", "é", "€", "\u{1F30D}"])
    func listedTexts(letter: String) {
        for length in [0, 2047, 2048, 2049, 5000] {
            let text = String(repeating: letter, count: length)
            let shown = DisplayText.listed(text)
            let isCut = text.utf8.count > 2048
            #expect(shown.utf8.count <= 2048 && shown.hasSuffix("…") == isCut)
            #expect(isCut ? text.hasPrefix(shown.dropLast()) && shown.utf8.count > 2040 : shown == text)
        }
    }

    @Test func listedAttributes() throws {
        let long = JSONValue.array((0..<10_000).map { .integer($0) })
        let shown = DisplayText.listed(JSONObject([("short", [1, 2]), ("long", long), ("text", "x")]))
        #expect(shown["short"] == [1, 2] && shown["text"] == "x")
        #expect(try #require(shown["long"]?.stringValue).hasPrefix("[0,1,2,3"))
        #expect(try #require(shown["long"]?.stringValue).utf8.count <= 2048)
    }

    /// A store whose every text is a megabyte: what people are shown of it is short, what is stored is whole.
    @Test func megabytesAreCutAtTheDoor() throws {
        let long = JSONValue(String(repeating: "x ", count: 500_000))
        let texts = [
            "long_name", "units", "standard_name", "comment", "grid_mapping", "cell_methods", "description",
        ]
        let all = texts.map { ($0, long) }
        let name = String(repeating: "n", count: 100_000)
        let dataset = try CubeFixture(
            attributes: [("title", long), ("summary", long)],
            arrays: [
                FixtureArray("x", [("x", 2)], .float64, [1.0, 2], attributes: all),
                FixtureArray("v", [("x", 2)], .float32, [Float(1), 2], attributes: all),
                FixtureArray(name, [("x", 2)], .float32, [Float(1), 2]),
                FixtureArray("w", [(name, 2)], .float32, [Float(1), 2]),
            ]
        ).dataset
        #expect(dataset.title.unicodeScalars.count == 300)
        #expect((dataset.summary?.utf8.count ?? 0) == 2048)
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        for text in [variable.title, variable.units, variable.standardName, variable.longName] {
            #expect(text?.unicodeScalars.count == 300)
        }
        let axis = variable.axes[0]
        for text in [axis.units, axis.standardName, axis.longName] {
            #expect(text?.unicodeScalars.count == 300)
        }
        #expect(variable.stored.attributes["long_name"] == long)
        // Names that no file could have: the array is left out, the dimension has a name of ours.
        #expect(dataset.variables.map(\.name).sorted() == ["v", "w"])
        #expect(dataset.variables.first { $0.name == "w" }?.axes[0].name == "w_dim_0")
        #expect(dataset.findings.filter { $0.problem == .nameTooLong(bytes: 100_000) }.count == 2)
        for finding in dataset.findings {
            #expect(finding.text.utf8.count <= 2048 && finding.subject.unicodeScalars.count <= 300)
        }
        #expect(CubeDescription.value(dataset).bytes.count < 40_000)
    }
}
