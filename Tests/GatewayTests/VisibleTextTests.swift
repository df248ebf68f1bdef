import TestSupport
import Testing

@testable import Gateway

@Suite struct VisibleTextTests {
    static let texts: [(String, String)] = [
        ("plain é 中 עברית", "plain é 中 עברית"),
        ("a\u{1B}[2Jb", "a<U+001B>[2Jb"),
        ("a\rb\u{7F}\u{0}", "a<U+000D>b<U+007F><U+0000>"),
        ("\u{9B}31m", "<U+009B>31m"),
        ("user\u{202E}gpj.exe\u{2066}\u{2069}", "user<U+202E>gpj.exe<U+2066><U+2069>"),
        (
            "\u{200E}\u{200F}\u{61C}\u{2028}\u{2029}\u{202A}",
            "<U+200E><U+200F><U+061C><U+2028><U+2029><U+202A>"
        ),
        // Joiners belong to the spelling of words.
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
    ]

    @Test(arguments: texts)
    func whatActsIsNamed(text: String, visible: String) {
        #expect(VisibleText.of(text) == visible)
        #expect(VisibleText.of(text, lines: true) == visible)
    }

    @Test func linesStayWhereTheyMay() {
        #expect(VisibleText.of("a\n\tb", lines: true) == "a\n\tb")
        #expect(VisibleText.of("a\n\tb") == "a<U+000A><U+0009>b")
    }

    @Test func markupForPeopleNamesAndForProgramsRefers() {
        let text = "<a>\u{202E}\u{1B}\u{85}&\n"
        #expect(MarkupText.escape(text) == "&lt;a&gt;&lt;U+202E&gt;&lt;U+001B&gt;&lt;U+0085&gt;&amp;\n")
        #expect(
            MarkupText.escape(text, active: .referred) == "&lt;a&gt;&#x202E;&lt;U+001B&gt;&#x85;&amp;\n"
        )
    }

    @Test(arguments: ["text/html; charset=utf-8", "text/html", "image/svg+xml", "TEXT/HTML"])
    func everyPageHasAPolicy(type: String) throws {
        let service = ScriptedService { _, _ in Response(contentType: type, text: "<p>") }
        let policy = try ask("/s", services: [service]).fields["Content-Security-Policy"]
        #expect(policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
        let other = ScriptedService { _, _ in Response(contentType: "text/plain", text: "<p>") }
        #expect(try ask("/s", services: [other]).fields["Content-Security-Policy"] == nil)
    }

    /// The digest of the empty text is RFC 6234's; of "abc" FIPS 180-4's first example, in Base64.
    @Test func theTestsOwnDigest() {
        #expect(SHA256.source("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(SHA256.source("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }
}
