import Execution
import Testing

/// RFC 3986, section 2: what is escaped, and what is read as an escape.
@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("air.surface-2_~", "air.surface-2_~"), ("a/b c", "a%2Fb%20c"), ("%41", "%2541"), ("", ""),
        ("ü€", "%C3%BC%E2%82%AC"), ("\u{0}\u{7F}", "%00%7F"), ("+&=", "%2B%26%3D"),
    ])
    func everythingButTheUnreservedIsEscaped(text: String, expected: String) {
        #expect(PercentCoding.encode(text) == expected)
        #expect(PercentCoding.decode(expected, plusIsSpace: false) == text)
    }

    @Test func callersSayWhatStays() {
        let isKept = { (byte: UInt8) in byte == UInt8(ascii: "/") || byte == UInt8(ascii: "a") }
        #expect(PercentCoding.encode("a/b%", keeping: isKept) == "a/%62%25")
    }

    /// Two hexadecimal digits of either case and nothing else: a number's sign is none of them.
    @Test(arguments: ["%", "%4", "%G1", "%+f", "%-1", "% 1", "%C3", "%FF", "a%2"])
    func whatIsNoEscapeIsRefused(text: String) {
        #expect(PercentCoding.decode(text, plusIsSpace: false) == nil)
    }

    @Test func aPlusIsABlankWhereFormsSaySo() {
        #expect(PercentCoding.decode("a+b%2b%2B", plusIsSpace: true) == "a b++")
        #expect(PercentCoding.decode("a+b", plusIsSpace: false) == "a+b")
    }
}
