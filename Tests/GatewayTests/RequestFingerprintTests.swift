import Principals
import Testing

@testable import Gateway

@Suite struct RequestFingerprintTests {
    private static func digest(
        _ target: String,
        method: String = "GET",
        principal: Principal = .anonymous,
        body: String = ""
    ) -> UInt64 {
        RequestFingerprint(method: method, target: target, principal: principal, body: Array(body.utf8))
            .digest
    }

    @Test(arguments: [
        ("/a?x=1&y=2", "/a?y=2&x=1"), ("/a?x=1&x=2&y", "/a?y&x=2&x=1"), ("/a", "/a"), ("/a?", "/a?"),
    ])
    func theOrderOfTheQueryDoesNotMatter(one: String, other: String) {
        #expect(Self.digest(one) == Self.digest(other))
    }

    @Test(arguments: [
        ("/a?x=1&y=2", "/a?x=2&y=1"), ("/a?x=1", "/a?x=1&x=1"), ("/a", "/b"), ("/a?x", "/ax"),
        ("/a?x&y", "/a?xy"),
        ("/a?x=1?y", "/a?x=1&y"), ("/ab", "/ba"),
    ])
    func otherRequestsAreOthers(one: String, other: String) {
        #expect(Self.digest(one) != Self.digest(other))
    }

    /// What one may not do any more tells nobody else that there is something.
    @Test func peopleAndMethodsAreKeptApart() {
        let owner = Principal(name: "a", groups: ["g"])
        let digests = [
            Self.digest("/a"), Self.digest("/a", method: "HEAD"), Self.digest("/a", principal: owner),
            Self.digest("/a", principal: Principal(name: "a", groups: [], token: "t")),
            Self.digest("/a", principal: Principal(name: nil, groups: [], token: "a")),
            Self.digest("/a", body: "x"), Self.digest("/a", body: "y"),
            Self.digest("/a", principal: Principal(name: "b", groups: [])),
        ]
        #expect(Set(digests).count == digests.count && !digests.contains(0))
    }
}
