import Execution
import Glibc
import ObjectStorage
import TestSupport
import Testing

/// Reads that count only if the object is still the one that was meant.
struct ObjectConditionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the server does; JSON of `fault_http.py`.
        let rule: String
        let condition: ObjectCondition
        let holds: Bool
        var testDescription: String { name }
    }

    private static let march = 1_772_368_496
    private static let tagged = #""etag":"\"abc\"""#
    private static let dated = #""headers":{}"#

    static let cases: [Case] = [
        Case(name: "the same tag", rule: tagged, condition: .entityTag("\"abc\""), holds: true),
        Case(name: "the same tag, written bare", rule: tagged, condition: .entityTag("abc"), holds: true),
        Case(name: "another tag", rule: tagged, condition: .entityTag("abd"), holds: false),
        Case(
            name: "a tag where there is none",
            rule: #""etag":"none""#,
            condition: .entityTag("abc"),
            holds: false
        ),
        Case(name: "a tag that is none", rule: tagged, condition: .entityTag("a\r\nX: b"), holds: false),
        Case(name: "the same second", rule: dated, condition: .unmodifiedSince(march), holds: true),
        Case(name: "a later second", rule: dated, condition: .unmodifiedSince(march + 1), holds: true),
        Case(name: "an earlier second", rule: dated, condition: .unmodifiedSince(march - 1), holds: false),
        Case(
            name: "a time where there is none",
            rule: #""last_modified":"none""#,
            condition: .unmodifiedSince(march),
            holds: false
        ),
    ]

    @Test(.enabled(if: SharedData.isThere), arguments: cases)
    func areChecked(_ testCase: Case) throws {
        let server = try #require(FaultServer(rules: #"[{"path":"*/object","do":{\#(testCase.rule)}}]"#))
        server.folder.write(FaultServer.pattern(100), to: "object")
        let times = [timespec(tv_sec: Self.march, tv_nsec: 0), timespec(tv_sec: Self.march, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, "\(server.folder.path)/object", times, 0) == 0)
        let request = ObjectRequest(
            key: "object",
            range: .bytes(offset: 10, count: 20),
            maxBytes: 20,
            condition: testCase.condition
        )
        let outcome = try server.store().read(request, context: .background(seconds: 20))
        if testCase.holds {
            #expect(outcome.bytes == Array(FaultServer.pattern(100)[10..<30]))
        } else {
            #expect(outcome.error == .changed(key: "object"))
        }
    }

    @Test(arguments: [
        (ObjectCondition.unmodifiedSince(1000), true), (.unmodifiedSince(999), false),
        (.entityTag("\"12ab-5f-3\""), true), (.entityTag("12ab-5f-4"), false),
        (.entityTag("whatever"), true),
    ])
    func ofFiles(_ condition: ObjectCondition, _ holds: Bool) throws {
        let folder = TemporaryFolder()
        folder.write([1, 2, 3], to: "file")
        let times = [timespec(tv_sec: 1000, tv_nsec: 5), timespec(tv_sec: 1000, tv_nsec: 999)]
        #expect(utimensat(AT_FDCWD, "\(folder.path)/file", times, 0) == 0)
        let request = ObjectRequest(key: "file", maxBytes: 10, condition: condition)
        let outcome = try FileStore(root: folder.path).read(request, context: .background(seconds: 5))
        #expect(outcome.bytes == (holds ? [1, 2, 3] : nil))
        #expect(outcome.error == (holds ? nil : .changed(key: "file")))
    }
}
