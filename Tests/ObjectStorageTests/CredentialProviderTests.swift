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

    @Test(
        arguments: [
            ("a b", ["a", "b"]), ("  /x/y   -z ", ["/x/y", "-z"]), ("'a b' \"c d\"e", ["a b", "c de"]),
            ("a ''", ["a", ""]), ("$HOME `x`;y", ["$HOME", "`x`;y"]), ("'a", nil), ("", []),
        ] as [(String, [String]?)]
    )
    func commandsAreSplitAtBlanksOnly(command: String, words: [String]?) {
        #expect(CredentialProcess.words(of: command) == words)
    }

    @Test(arguments: [
        (#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S"}'"#, "key"),
        (
            #"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"2999-01-01T00:00:00Z"}'"#,
            "key"
        ),
        (#"sh -c 'cat; echo "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}"'"#, "key"),
        (#"echo '{"Version":2,"AccessKeyId":"A","SecretAccessKey":"S"}'"#, "not of version 1"),
        ("echo nonsense", "no JSON object"), ("false", "status 1"), ("/no/such/program", "cannot be run"),
        ("yes", "printed more than"), ("sh -c 'kill -9 $$'", "status 137"), ("'", "is no command"),
    ])
    func aProgramMayPrintTheKey(command: String, expected: String) {
        let result = Result { () throws(CredentialError) in
            try CredentialProcess(command, profile: "p").fetch()
        }
        switch result {
        case .success(let issued):
            let key = S3Credentials(accessKeyID: "A", secretKey: "S")
            #expect(expected == "key" && key.map { issued.credential == .key($0) } == true)
            #expect((issued.lifetime != nil) == command.contains("Expiration"))
        case .failure(let error): #expect(error.cause.contains(expected), "\(error)")
        }
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
