import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// Names are found on threads of their own: one that is not found in time holds up nobody else.
struct NameResolverTests {
    /// A name server of a test: answers what it is told to, and waits with `slow` until it is released.
    private final class Server: Sendable {
        let answers: Monitor<[String: [String]]>
        let isReleased = Monitor(false)
        let asked = Monitor<[String]>([])

        init(_ answers: [String: [String]]) {
            self.answers = Monitor(answers)
        }

        func lookup(_ name: String) -> Result<[String], NameResolver.LookupFailure> {
            asked.update { $0.append(name) }
            if name == "slow" {
                _ = isReleased.wait(until: .after(seconds: 60)) { $0 ? true : nil }
            }
            guard let addresses = answers.withLock({ $0[name] }) else {
                return .failure(NameResolver.LookupFailure(cause: "no such name"))
            }
            return .success(addresses)
        }
    }

    private func engine(_ server: Server, stall: Double = 1) -> TransferEngine {
        var options = TransferEngine.Options()
        options.stallSeconds = stall
        options.maxAttempts = 1
        options.lookup = { server.lookup($0) }
        return TransferEngine(options: options)
    }

    private func read(_ host: String, _ engine: TransferEngine, seconds: Double = 30) throws -> ObjectOutcome
    {
        try StoreOpener.open("http://\(host):19197", engine: engine)
            .read(ObjectRequest(key: "a", maxBytes: 10), context: .background(seconds: seconds))
    }

    @Test func aNameServerThatDoesNotAnswerTimesOut() throws {
        let server = Server([:])
        let engine = engine(server)
        let outcome = try read("slow", engine)
        #expect(outcome.error == .timedOut(key: "a"))
        withExtendedLifetime(engine) { server.isReleased.update { $0 = true } }
    }

    @Test func itHoldsUpNobodyPastTheirDeadline() throws {
        let server = Server(["quick": ["127.0.0.1"]])
        let engine = engine(server, stall: 30)
        #expect(throws: StorageError.timedOut(key: "a")) { try read("slow", engine, seconds: 0.2) }
        guard case .failed(.unreachable) = try read("quick", engine) else {
            Issue.record("a closed port was reached")
            return
        }
        withExtendedLifetime(engine) { server.isReleased.update { $0 = true } }
    }

    @Test func aNameThatIsNotThereIsUnreachable() throws {
        let server = Server([:])
        #expect(try read("nowhere", engine(server)).error == .unreachable(key: "a", cause: "no such name"))
    }

    @Test func anAnswerIsKept() throws {
        let server = Server(["host": ["127.0.0.1"]])
        let engine = engine(server)
        for _ in 0..<3 { _ = try read("host", engine) }
        #expect(server.asked.withLock { $0 } == ["host"])
    }
}
