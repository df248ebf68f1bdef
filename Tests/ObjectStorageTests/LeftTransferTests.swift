import Execution
import ObjectStorage
import TestSupport
import Testing

/// What becomes of reads whose reader gives up.
struct LeftTransferTests {
    private final class Waiting: Waiter {
        let isShared: Bool

        init(_ isShared: Bool) { self.isShared = isShared }
    }

    private static let object = FaultServer.pattern(1000)

    /// A server of one object that answers its first request for it only when `gate` is opened.
    private static func server(_ gate: Monitor<Gate>) -> ScriptedServer? {
        ScriptedServer { request in
            gate.update { $0.asked += 1 }
            _ = gate.wait(until: .after(seconds: 30)) { $0.isOpen ? true : nil }
            let ends = (request.fields["range"] ?? "bytes=0-999").dropFirst(6).split(separator: "-")
            guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), last < 1000 else {
                return ScriptedServer.Answer(416)
            }
            var answer = ScriptedServer.Answer(206, fields: ["Content-Range: bytes \(first)-\(last)/1000"])
            answer.body = Array(object[first...last])
            return answer
        }
    }

    private struct Gate {
        var asked = 0
        var isOpen = false
    }

    private struct Case: CustomTestStringConvertible {
        let name: String
        let first: ByteRange
        let second: ByteRange
        let requests: Int

        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "the same bytes",
            first: .bytes(offset: 0, count: 100),
            second: .bytes(offset: 0, count: 100),
            requests: 1
        ),
        Case(
            name: "some of them",
            first: .bytes(offset: 0, count: 100),
            second: .bytes(offset: 20, count: 5),
            requests: 1
        ),
        Case(
            name: "more",
            first: .bytes(offset: 0, count: 100),
            second: .bytes(offset: 90, count: 11),
            requests: 2
        ),
    ]

    /// Who comes for what was left finds it under way, or arrived.
    @Test(arguments: cases, [false, true])
    private func leftReadsAreTaken(test: Case, arrivesBefore: Bool) throws {
        let gate = Monitor(Gate())
        let server = try #require(Self.server(gate))
        let store = try StoreOpener.open(server.address, engine: TransferEngine())
        let interest = Waiting(true)
        let context = WorkContext.background(seconds: 30)
        let first = WorkerThread(name: "first") {
            let request = ObjectRequest(key: "o", range: test.first, maxBytes: 100).shared(by: [interest])
            #expect(throws: Interruption.cancelled) { try store.read(request, context: context) }
        }
        _ = gate.wait(until: .after(seconds: 30)) { $0.asked == 1 ? true : nil }
        context.cancel()
        first.join()
        if arrivesBefore { gate.update { $0.isOpen = true } }
        let got = Monitor<[UInt8]?>(nil)
        let second = WorkerThread(name: "second") {
            let request = ObjectRequest(key: "o", range: test.second, maxBytes: 100)
            let outcome = try? store.read(request, context: .background(seconds: 30))
            got.update { $0 = outcome?.bytes }
        }
        gate.update { $0.isOpen = true }
        second.join()
        guard case .bytes(let offset, let count) = test.second else { return }
        #expect(got.withLock { $0 } == Array(Self.object[offset..<(offset + count)]))
        #expect(server.requests.count == test.requests)
    }

    /// Without anybody else who waits the connection is closed.
    @Test func readsThatNobodyWantsEnd() throws {
        let asked = Monitor(false)
        let ended = Monitor<Bool?>(nil)
        let server = try #require(
            ScriptedServer { request in
                asked.update { $0 = true }
                let isGivenUp = request.isGivenUp()
                ended.update { $0 = isGivenUp }
                return ScriptedServer.Answer()
            }
        )
        let store = try StoreOpener.open(server.address, engine: TransferEngine())
        let context = WorkContext.background(seconds: 60)
        let reader = WorkerThread(name: "reader") {
            let request = ObjectRequest(key: "o", maxBytes: 10).shared(by: [Waiting(false)])
            _ = try? store.read(request, context: context)
        }
        _ = asked.wait(until: .after(seconds: 30)) { $0 ? true : nil }
        context.cancel()
        reader.join()
        #expect(ended.wait(until: .after(seconds: 30)) { $0 } == true)
    }
}
