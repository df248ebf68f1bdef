import Execution
import Synchronization
import TestSupport
import Testing

@testable import ObjectStorage

/// When credentials are fetched, by whom, and what becomes of those that are in hand.
struct CredentialProviderTests {
    /// Gives out what a test puts in line; then the last again.
    private final class Source: CredentialSource {
        enum Step: Sendable {
            case token(String, lifetime: Double?)
            case failure(String)
        }

        let label = "test"
        let graceSeconds: Double
        private let steps: Mutex<[Step]>
        private let asked = Monitor(0)

        init(_ steps: [Step], graceSeconds: Double = 0) {
            self.steps = Mutex(steps)
            self.graceSeconds = graceSeconds
        }

        var count: Int { asked.withLock { $0 } }

        func wait(for count: Int) -> Bool {
            asked.wait(until: .after(seconds: 20)) { $0 >= count ? true : nil } ?? false
        }

        func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
            let step = steps.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            defer { asked.update { $0 += 1 } }
            switch step {
            case .failure(let cause): throw CredentialError(cause)
            case .token(let text, let lifetime):
                guard let token = BearerToken(text) else { throw CredentialError("no token") }
                return IssuedCredential(credential: .token(token), lifetime: lifetime)
            }
        }
    }

    private func provider(_ source: Source) -> CredentialProvider {
        CredentialProvider(source, runner: TransferRunner(inbox: TransferInbox(), transfersPerBatch: 1))
    }

    private func token(_ provider: CredentialProvider) -> String? {
        guard case .token(let token)? = provider.current?.credential else { return nil }
        return token.text
    }

    private let context = WorkContext.background(seconds: 20)

    @Test func whoeverWaitsGetsWhatWasFetchedOnce() throws {
        let source = Source([.token("a", lifetime: 3600)])
        let provider = provider(source)
        defer { provider.close() }
        let threads = (0..<8).map { number in
            WorkerThread(name: "waiter-\(number)") { try? provider.prepare(self.context) }
        }
        for thread in threads { thread.join() }
        #expect(token(provider) == "a" && source.count == 1)
    }

    @Test func whatIsRefusedIsFetchedAgainAndOnlyThat() throws {
        let source = Source([.token("a", lifetime: 3600), .token("b", lifetime: 3600)])
        let provider = provider(source)
        defer { provider.close() }
        try provider.prepare(context)
        let first = try #require(provider.current?.generation)
        provider.refuse(first)
        try provider.prepare(context)
        #expect(token(provider) == "b" && source.count == 2)
        // A late refusal of the first says nothing of the second.
        provider.refuse(first)
        try provider.prepare(context)
        #expect(token(provider) == "b" && source.count == 2)
    }

    @Test func aFailedRenewalKeepsWhatIsGood() throws {
        let source = Source([.token("a", lifetime: 4), .failure("away"), .failure("away")])
        let provider = provider(source)
        defer { provider.close() }
        while source.count < 2 {
            try provider.prepare(context)
            #expect(token(provider) == "a")
        }
        try provider.prepare(context)
        #expect(token(provider) == "a")
    }

    @Test func anExpiredOneIsUsedInGraceOnly() throws {
        for grace in [0.0, 600] {
            let source = Source([.token("a", lifetime: 0.05), .failure("away")], graceSeconds: grace)
            let provider = provider(source)
            defer { provider.close() }
            try provider.prepare(context)
            let limit = Deadline.after(seconds: 10)
            var failure: (any Error)?
            while source.count < 3, failure == nil, !limit.hasPassed {
                do { try provider.prepare(context) } catch { failure = error }
            }
            #expect((failure == nil) == (grace > 0))
        }
    }

    @Test func aFailureIsToldToAllAndNotRepeatedAtOnce() throws {
        let source = Source([.failure("nobody is there")])
        let provider = provider(source)
        defer { provider.close() }
        for _ in 0..<20 {
            #expect(throws: CredentialError("nobody is there")) { try provider.prepare(context) }
        }
        #expect(source.count <= 2)
    }

    @Test func aWaiterLeavesAtItsOwnDeadline() throws {
        let source = Source([.failure("away")])
        let provider = provider(source)
        defer { provider.close() }
        let late = WorkContext(deadline: .now)
        #expect(throws: Interruption.deadlinePassed) { try provider.prepare(late) }
    }

    @Test func nothingPrintsASecret() throws {
        let key = try #require(
            S3Credentials(accessKeyID: "AKIAABCD1234", secretKey: "hidden", sessionToken: "hidden")
        )
        let token = try #require(BearerToken("hidden"))
        let texts = [
            "\(Credential.key(key))", "\(Credential.token(token))", String(reflecting: key),
            String(reflecting: token),
            "\(IssuedCredential(credential: .token(token), lifetime: 1))",
        ]
        for text in texts { #expect(!text.contains("hidden"), "\(text)") }
    }
}
