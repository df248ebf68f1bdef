import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing

@testable import Authentication

/// When keys are fetched, how long they are believed, and what is said while there are none.
struct IssuerKeysTests {
    private let ed: TestSigningKey
    private let token: String

    init() throws {
        ed = try #require(TestTokens.ed)
        token = ed.token(TestTokens.claims(["exp": 1_800_200_000]))
    }

    private func issuer() -> TestIssuer { TestIssuer([ed.published()]) }

    /// A key that comes into use, and a token of it.
    private func next(_ name: String = "next") throws -> (key: TestSigningKey, token: String) {
        let key = try #require(TestSigningKey("EdDSA", name: name))
        return (key, key.token(TestTokens.claims(["exp": 1_800_200_000])))
    }

    @Test func keysAreFetchedOnceForManyTokens() {
        let issuer = issuer()
        let verifier = issuer.verifier()
        for _ in 0..<10 { #expect(verifier.judged(token).verdict == TestTokens.alice) }
        #expect(
            issuer.content.withLock { $0.read } == [
                "https://issuer.example/.well-known/openid-configuration", "https://issuer.example/keys",
            ]
        )
        #expect(verifier.state == IssuerState(keys: 1, secondsSinceFetched: 0, failure: nil))
    }

    @Test func anUnknownKeyLeadsToOneLookInHalfAMinute() throws {
        let issuer = issuer()
        let verifier = issuer.verifier()
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        let (key, later) = try next()
        issuer.content.update { $0.keys = TestIssuer.set([key.published()]) }
        // Half a minute after the first look nothing is asked, whoever comes.
        for name in ["a", "b", "next"] {
            let stranger = ed.token(TestTokens.claims(), header: ["kid": .string(name)])
            #expect(verifier.judged(stranger).reason == TokenRefusal.unknownKey.rawValue)
        }
        issuer.pass(seconds: 29)
        #expect(verifier.judged(later).reason == TokenRefusal.unknownKey.rawValue)
        #expect(issuer.looks == 1)
        issuer.pass(seconds: 1)
        #expect(verifier.judged(later).verdict == TestTokens.alice)
        #expect(issuer.looks == 2)
        // The old key is gone with the look that did not have it, and no second look follows.
        #expect(verifier.judged(token).reason == TokenRefusal.unknownKey.rawValue)
        #expect(issuer.looks == 2)
    }

    @Test func keysAreFetchedAnewWhenTheirTimeIsOver() throws {
        let issuer = issuer()
        let verifier = issuer.verifier()
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        let (key, later) = try next()
        issuer.content.update { $0.keys = TestIssuer.set([ed.published(), key.published()]) }
        issuer.pass(seconds: 601)
        // Both are believed: the look that the second one waits for was due anyway.
        #expect(verifier.judged(later).verdict == TestTokens.alice)
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        #expect(issuer.looks == 2)
    }

    @Test func aFailureKeepsTheKeysForADay() {
        let issuer = issuer()
        let verifier = issuer.verifier()
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        issuer.content.update { $0.failure = WebDocumentError("no answer") }
        issuer.pass(seconds: 86_399)
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        issuer.pass(seconds: 1)
        #expect(verifier.judged(token).verdict == .unknowable)
        #expect(verifier.judged(token).reason == "no keys from the issuer: no answer")
        #expect(verifier.state.keys == 0)
        #expect(verifier.state.failure == "no answer")
        // It heals by the next look.
        issuer.content.update { $0.failure = nil }
        issuer.pass(seconds: 300)
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        #expect(verifier.state.failure == nil)
    }

    @Test func withAnIssuerThatIsAwayTheStartIsNotDead() {
        let issuer = issuer()
        issuer.content.update { $0.failure = WebDocumentError("cannot be reached") }
        let verifier = issuer.verifier()
        #expect(verifier.judged(token).verdict == .unknowable)
        // What is wrong by itself needs no key to be told.
        #expect(verifier.judged(token + ".AAAA").verdict == nil)
        #expect(verifier.judged("\(token)AAA").verdict == .bad)
        issuer.content.update { $0.failure = nil }
        issuer.pass(seconds: 1)
        #expect(verifier.judged(token).verdict == TestTokens.alice)
    }

    /// An issuer that takes its keys back is believed; one that answers something else is not.
    @Test func keysThatAreTakenBackAreGone() {
        let issuer = issuer()
        let verifier = issuer.verifier()
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        issuer.content.update { $0.keys = Array("<html>".utf8) }
        issuer.pass(seconds: 31)
        let stranger = ed.token(TestTokens.claims(), header: ["kid": "x"])
        #expect(verifier.judged(stranger).verdict == .unknowable)
        #expect(verifier.judged(token).verdict == TestTokens.alice)
        issuer.content.update { $0.keys = TestIssuer.set([]) }
        issuer.pass(seconds: 31)
        #expect(verifier.judged(stranger).verdict == .unknowable)
        #expect(verifier.judged(token).verdict == .unknowable)
        #expect(verifier.judged(token).reason == "no keys from the issuer: none of its keys can be used")
    }

    @Test func aHangingIssuerHoldsUpNobodyForLong() {
        let issuer = issuer()
        issuer.content.update { $0.isHanging = true }
        let verifier = issuer.verifier(waitSeconds: 0)
        let context = WorkContext.background(seconds: 60)
        #expect(verifier.verdict(on: .bearer(token), context: context) == .unknowable)
        // Closing does not wait for its answer.
        let begin = Deadline.now
        verifier.close()
        #expect(begin.later(bySeconds: 5) > .now)
        #expect(verifier.judged(token).verdict == .unknowable)
    }

    /// More than two do not wait, however long the first ones do.
    @Test func fewWait() throws {
        let issuer = issuer()
        issuer.content.update { $0.isHanging = true }
        let verifier = issuer.verifier(waitSeconds: 60)
        let verdicts = Monitor<[Verdict]>([])
        let threads = (0..<6).map { _ in
            WorkerThread(name: "asker") { [token] in
                guard let verdict = verifier.judged(token).verdict else { return }
                verdicts.update { $0.append(verdict) }
            }
        }
        let first = verdicts.wait(until: .after(seconds: 60)) { $0.count >= 4 ? $0 : nil }
        #expect(first == [.unknowable, .unknowable, .unknowable, .unknowable])
        issuer.content.update { $0.isHanging = false }
        for thread in threads { thread.join() }
        #expect(verdicts.withLock { $0.count { $0 == TestTokens.alice } } == 2)
    }
}

/// The decisions alone, by a clock that the test moves.
struct KeyShelfTests {
    private let begin = Deadline(nanoseconds: 1 << 60)

    private func after(_ seconds: Double) -> Deadline { begin.later(bySeconds: seconds) }

    private func fetched(_ fresh: Int?, isEmpty: Bool = false) throws -> Result<FetchedKeys, WebDocumentError>
    {
        let entries = isEmpty ? [] : TestTokens.published
        return .success(FetchedKeys(keys: try IssuerKeySet(TestIssuer.set(entries)), freshSeconds: fresh))
    }

    /// Seconds that an issuer allows, and those after which it is asked again: five minutes to a day.
    @Test(
        arguments: [(nil, 300), (0, 300), (299, 300), (301, 301), (86_400, 86_400), (1 << 31, 86_400)]
            as [(Int?, Double)]
    )
    func freshnessHasBounds(_ allowed: Int?, _ seconds: Double) throws {
        var shelf = KeyShelf(now: begin)
        #expect(shelf.isDue(begin))
        shelf.settle(try fetched(allowed), begin)
        #expect(!shelf.isDue(after(seconds - 1)))
        #expect(shelf.isDue(after(seconds)))
    }

    /// 1, 2, 4, 8, 16, 30, 30 s while there is nothing; 30, 60, 120, 240, 300 s while there are keys.
    @Test func failuresAreFollowedByLongerPauses() throws {
        var shelf = KeyShelf(now: begin)
        var now = begin
        for pause in [1, 2, 4, 8, 16, 30, 30] as [Double] {
            shelf.settle(.failure(WebDocumentError("away")), now)
            #expect(!shelf.isDue(now.later(bySeconds: pause - 0.5)))
            now = now.later(bySeconds: pause)
            #expect(shelf.isDue(now))
        }
        shelf.settle(try fetched(nil), now)
        for pause in [30, 60, 120, 240, 300, 300] as [Double] {
            shelf.settle(.failure(WebDocumentError("away")), now)
            #expect(!shelf.isDue(now.later(bySeconds: pause - 0.5)))
            now = now.later(bySeconds: pause)
            #expect(shelf.isDue(now))
        }
    }

    @Test func manyFailuresAreNoTrap() {
        var shelf = KeyShelf(now: begin)
        for _ in 0..<1000 { shelf.settle(.failure(WebDocumentError("away")), begin) }
        #expect(shelf.isDue(after(30)))
        #expect(shelf.looks == 1000)
    }
}
