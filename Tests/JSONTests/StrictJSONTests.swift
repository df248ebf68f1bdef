import JSON
import Testing

/// What two readers may read in two ways is refused where a reader asks for it, and taken from stores.
@Suite struct StrictJSONTests {
    /// RFC 8259: section 4 (names), 6 (no `NaN`, no `Infinity`), 7 and 8.2 (surrogates), 8.1 (no byte order mark).
    static let doubtful: [(text: String, lenient: JSONValue)] = [
        (#"{"a":1,"a":2}"#, ["a": 2]),
        // The same name in another spelling.
        (#"{"sub":"x","\u0073ub":"root"}"#, ["sub": "root"]),
        (#"{"b":{"a":1,"a":1}}"#, ["b": ["a": 1]]),
        (#"[{"a":1},{"a":1,"b":0,"a":1}]"#, [["a": 1], ["a": 1, "b": 0]]),
        // More members than are searched through one by one.
        (
            #"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"a":1}"#,
            ["a": 1, "b": 0, "c": 0, "d": 0, "e": 0, "f": 0, "g": 0, "h": 0, "i": 0, "j": 0]
        ),
        ("[Infinity]", [.number(.infinity)]), ("[-Infinity]", [.number(-.infinity)]),
        ("[1e400]", [.number(.infinity)]), ("[-1e400]", [.number(-.infinity)]),
        ("\u{FEFF}[]", []),
        (#"["\ud800"]"#, ["\u{FFFD}"]), (#"["\udc00\ud800"]"#, ["\u{FFFD}\u{FFFD}"]),
        (#"["\ud800\u0041"]"#, ["\u{FFFD}"]),
    ]

    @Test(arguments: doubtful)
    func isRefusedWhereItMatters(_ text: String, _ lenient: JSONValue) throws {
        #expect(try JSONParser.parse(text) == lenient)
        #expect(throws: JSONError.self) { try JSONParser.parse(text, grammar: .strict) }
    }

    @Test(arguments: ["NaN", "[NaN]"])
    func noNumberIsNone(_ text: String) throws {
        #expect(throws: JSONError.self) { try JSONParser.parse(text, grammar: .strict) }
        #expect(throws: Never.self) { try JSONParser.parse(text) }
    }

    @Test func aRepeatedNameIsTold() {
        let error = JSONError.unexpected(offset: 7, expected: "a key that was not there before")
        #expect(throws: error) { try JSONParser.parse(#"{"a":1,"a":2}"#, grammar: .strict) }
    }

    /// Names that Unicode calls equivalent are two, and so are objects beside each other.
    @Test(arguments: [
        "{\"\u{E9}\":1,\"e\u{301}\":2}", #"[{"a":1},{"a":2}]"#, #"{"a":{"a":1},"b":{"a":1}}"#,
        #"["\ud83d\ude00", "\u0000", 1.5e300, -0, 18446744073709551615]"#, " \t\r\n{}\n",
    ])
    func whatIsPlainIsTaken(_ text: String) throws {
        #expect(try JSONParser.parse(text, grammar: .strict) == JSONParser.parse(text))
    }

    /// A sign is no hexadecimal digit.
    @Test(arguments: [#""\u-000""#, #""\u+041""#, #""\u 041""#, #""\u004""#])
    func fourDigitsAreFourDigits(_ text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    }
}
