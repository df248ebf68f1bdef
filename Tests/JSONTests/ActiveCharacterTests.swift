import Testing

@testable import JSON

/// What acts on a terminal or turns a text round is escaped; it is still the same text for who reads JSON.
@Suite struct ActiveCharacterTests {
    static let texts: [(String, String)] = [
        ("a\u{1B}[2J", #""a\u001b[2J""#), ("\u{7F}\u{80}\u{9B}\u{9F}", #""\u007f\u0080\u009b\u009f""#),
        ("x\u{202E}y\u{2066}\u{200F}\u{61C}\u{2028}", #""x\u202ey\u2066\u200f\u061c\u2028""#),
        ("é\u{A0}…\u{2030}\u{61B}עב\u{200C}", "\"é\u{A0}…\u{2030}\u{61B}עב\u{200C}\""),
        ("\"\\\n\t\r", #""\"\\\n\t\r""#), ("€\"\n", #""€\"\n""#), ("", "\"\""),
    ]

    @Test(arguments: texts)
    func isEscaped(text: String, json: String) throws {
        #expect(String(decoding: JSONValue.string(text).bytes, as: UTF8.self) == json)
        #expect(try JSONParser.parse(json).stringValue == text)
    }
}
