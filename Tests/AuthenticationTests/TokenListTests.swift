import Principals
import Testing

@testable import Authentication

@Suite struct TokenListTests {
    /// base64url of 32 bytes.
    static let digest = "6uju-bOoPTCCL5DN0q7OzW2xRxWw8mw8Cq2xwYue47Y"
    private static let other = "gziu2NrCCPk-1eaLs8NH0M1FcSFvNCREeFkqD7Pwc0E"
    private static let created = #""created":"2026-11-30T01:00:00Z""#

    /// Moments by Python's `datetime`.
    @Test func aFileIsRead() throws {
        let text = """
            {"key":"k1","created":"2026-11-01T00:00:00Z","secret":"ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"}

            {"token":"map","owner":"alice","groups":["staff","x"],"scope":"datasets=air,obs-*;protocols=wms",\
            "created":"2026-11-30T01:00:00Z","expires":"2027-01-15T08:00:00Z","sha256":"\(Self.digest)"}
            {"token":"all","owner":"bob","created":"2026-11-30T01:00:00Z","sha256":"\(Self.other)"}

            """
        let parsed = TokenList.parse(text)
        #expect(parsed.problems.isEmpty)
        let list = parsed.content
        #expect(list.records.map(\.name) == ["map", "all"])
        let map = try #require(list.record(named: "map"))
        #expect(map.owner == "alice" && map.groups == ["staff", "x"])
        #expect(map.scope == Scope(datasets: ["air", "obs-*"], protocols: ["wms"]))
        #expect(map.expires == 1_800_000_000)
        #expect(!map.isOver(at: 1_799_999_999) && map.isOver(at: 1_800_000_000))
        #expect(list.record(digest: map.digest) == map)
        #expect(list.record(identity: "6uju-bOoPTCCL5DN") == map)
        let all = try #require(list.record(named: "all"))
        #expect(all.expires == nil && all.scope == .whole && all.groups.isEmpty && !all.isOver(at: .max))
        #expect(list.key("k1")?.secret == Array(100..<132))
        // What is written is what was read.
        #expect(TokenList.parse(list.text).content.text == list.text)
        #expect(list.text.split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        "x", "[]", "{}", "null", #"{"token":"a"}"#, "{\"token\":\"a\",\"owner\":\"b\"",
        #"{"token":"a","owner":"b",\#(created)}"#,
        #"{"token":"a","owner":"b","sha256":"\#(digest)"}"#,
        #"{"token":"a/b","owner":"b",\#(created),"sha256":"\#(digest)"}"#,
        #"{"token":"","owner":"b",\#(created),"sha256":"\#(digest)"}"#,
        #"{"token":"a","owner":"b:c",\#(created),"sha256":"\#(digest)"}"#,
        #"{"token":"a","owner":3,\#(created),"sha256":"\#(digest)"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"AAAA"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","scopes":"x"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","scope":"sets=a"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","scope":7}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","scope":null}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","expires":"soon"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","expires":null}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","expires":"2027-02-30T00:00:00Z"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","groups":"x"}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","groups":["x",1]}"#,
        #"{"token":"a","owner":"b",\#(created),"sha256":"\#(digest)","groups":["x,y"]}"#,
        #"{"token":"good","owner":"b",\#(created),"sha256":"\#(digest)"}"#,
        #"{"token":"b","owner":"b",\#(created),"sha256":"\#(other)"}"#,
        #"{"key":"k","created":"2026-11-30T01:00:00Z","secret":"AAAA"}"#, #"{"key":"k"}"#,
        #"{"key":"a.b","created":"2026-11-30T01:00:00Z","secret":"\#(digest)"}"#,
        String(repeating: "[", count: 5000), "{\"token\":\"" + String(repeating: "a", count: 70_000) + "\"}",
    ]) func aWrongLineIsNamedAndNoToken(_ line: String) {
        let good = #"{"token":"good","owner":"b",\#(Self.created),"sha256":"\#(Self.other)"}"#
        let parsed = TokenList.parse("\(good)\n\(line)\n")
        #expect(parsed.problems.map(\.line) == [2])
        #expect(parsed.content.records.map(\.name) == ["good"])
        #expect(parsed.content.keys.isEmpty)
        #expect(parsed.problems.allSatisfy { !$0.problem.contains(Self.digest) })
    }

    @Test func theNumberOfTokensIsBounded() throws {
        var list = TokenList()
        func record(_ number: Int) -> TokenRecord? {
            let digest = withUnsafeBytes(of: number) { Array($0) } + [UInt8](repeating: 1, count: 24)
            return TokenRecord(name: "t\(number)", owner: "a", created: 0, expires: nil, digest: digest)
        }
        for number in 0..<TokenList.most { try list.add(#require(record(number))) }
        let one = try #require(record(TokenList.most))
        #expect(throws: TokenList.Problem.full(most: TokenList.most)) { try list.add(one) }
        try list.revoke("t7")
        #expect(list.record(named: "t7") == nil)
        try list.add(one)
        #expect(list.record(digest: one.digest) == one)
        #expect(throws: TokenList.Problem.self) { try list.revoke("t7") }
    }

    /// Ends by arithmetic: 90 × 86,400 s; midnight after 2027-01-31 is 1,801,440,000 by Python.
    @Test(arguments: [
        ("90d", 1_796_000_000 + 7_776_000), ("12h", 1_796_043_200), ("2w", 1_797_209_600),
        ("2027-01-31", 1_801_440_000), ("2027-01-15T08:00:00Z", 1_800_000_000),
    ]) func endsAreRead(_ text: String, _ seconds: Int) {
        #expect(WrittenTime.end(text, now: 1_796_000_000) == seconds)
    }

    @Test(arguments: [
        "", "d", "0d", "-1d", "+1d", "90", "90m", "1.5d", "2027-02-30", "2027-1-1", "9999-01-01", "36526d",
        "99999999999999999999d", "never", "2027-01-15T08:00:00", "2027-01-15T08:00:60Z",
    ]) func noEndsAreNone(_ text: String) {
        #expect(WrittenTime.end(text, now: 1_796_000_000) == nil)
    }
}
