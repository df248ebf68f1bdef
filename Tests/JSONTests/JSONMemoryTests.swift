import Failures
import JSON
import Testing

/// What values take in memory is bounded while they are read: a list of zeros takes many times its text.
struct JSONMemoryTests {
    private static let limits = JSONParser.Limits(depth: 8, bytes: 1 << 20, memory: 1 << 16)

    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONParser.parse(text, limits: Self.limits)
    }

    static let texts = [
        "[" + String(repeating: "0,", count: 5000) + "0]",
        "[" + String(repeating: "[],", count: 5000) + "0]",
        "{" + (0..<1000).map { "\"\($0)\":0" }.joined(separator: ",") + "}",
        "\"" + String(repeating: "x", count: 70_000) + "\"",
        "[" + String(repeating: "\"\\u0041234567890123456\",", count: 2000) + "0]",
    ]

    @Test(arguments: texts) func whatTakesTooMuchIsRefused(_ text: String) {
        #expect(throws: JSONError.tooLarge(limit: 1 << 16)) { try parse(text) }
        #expect(throws: Never.self) { try JSONParser.parse(text) }
    }

    @Test func whatFitsIsRead() throws {
        #expect(try parse("[" + String(repeating: "0,", count: 500) + "0]").arrayValue?.count == 501)
    }

    /// The longest number of a double is 1,077 bytes (the smallest one, written out).
    @Test func aNumberHasALongestText() {
        #expect(throws: Never.self) { try parse(String(repeating: "1", count: 300)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "1", count: 3000)) }
        #expect(throws: JSONError.self) { try parse("0." + String(repeating: "0", count: 3000)) }
    }
}
