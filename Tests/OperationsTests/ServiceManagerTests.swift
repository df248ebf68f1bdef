import Glibc
import TestSupport
import Testing

@testable import Operations

@Suite struct ServiceManagerTests {
    /// A datagram socket at a name, as a service manager has it.
    private final class Listener {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)

        init(_ name: String) throws {
            let address = try #require(UnixAddress(name: name))
            try #require(address.bind(descriptor))
        }

        /// The datagrams that have come.
        var messages: [String] {
            var (found, buffer) = ([String](), [UInt8](repeating: 0, count: 2048))
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return found }
                found.append(String(decoding: buffer.prefix(count), as: UTF8.self))
            }
        }

        deinit { close(descriptor) }
    }

    /// A path, and an abstract name (sd_notify(3): a leading `@`).
    @Test(arguments: [true, false])
    func itIsToldWhatItWants(isAbstract: Bool) throws {
        let folder = TemporaryFolder()
        let name =
            isAbstract ? "@sluice-test-\(getpid())-\(UInt32.random(in: 0 ... .max))" : "\(folder.path)/notify"
        let listener = try Listener(name)
        var manager = try #require(
            ServiceManager { ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "2000000"][$0] }
        )
        manager.tell("starting")
        manager.tell("starting")
        #expect(!manager.isReady)
        manager.ready("2 workers\nREADY=1")
        #expect(manager.isReady)
        manager.tell("3 workers")
        manager.showLife()
        manager.showLife()
        manager.stopping()
        #expect(
            listener.messages == [
                "STATUS=starting", "READY=1\nSTATUS=2 workers READY=1", "STATUS=3 workers", "WATCHDOG=1",
                "STOPPING=1\nSTATUS=requests in hand are finished",
            ]
        )
        manager.reloading()
        #expect(!manager.isReady)
        let message = try #require(listener.messages.first)
        #expect(message.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    }

    @Test(arguments: [nil, "", "relative", "tcp:1", "/" + String(repeating: "x", count: 200)])
    func nobodyListens(name: String?) {
        #expect(ServiceManager { $0 == "NOTIFY_SOCKET" ? name : nil } == nil)
    }

    /// One that has gone takes nothing, and nothing waits for it.
    @Test func oneThatHasGoneIsNotWaitedFor() throws {
        let folder = TemporaryFolder()
        var manager = try #require(
            ServiceManager { $0 == "NOTIFY_SOCKET" ? "\(folder.path)/nobody" : nil }
        )
        manager.ready("x")
        #expect(manager.isReady && manager.watchdogSeconds == nil)
    }

    @Test(
        arguments: [
            ("3000000", nil, 1.5), ("3000000", "1", nil), ("0", nil, nil), ("-1", nil, nil), ("x", nil, nil),
            (nil, nil, nil),
        ] as [(String?, String?, Double?)]
    )
    func signsOfLifeComeAtHalfTheTime(microseconds: String?, process: String?, seconds: Double?) {
        let found = ServiceManager.watchdogSeconds {
            ["WATCHDOG_USEC": microseconds, "WATCHDOG_PID": process][$0] ?? nil
        }
        #expect(found == seconds)
        let own = ServiceManager.watchdogSeconds {
            ["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": String(getpid())][$0]
        }
        #expect(own == 1)
    }
}

@Suite struct ControlSocketTests {
    /// A client that says something; nil for one that cannot connect.
    private static func client(_ folder: String, _ words: String?) throws -> Int32 {
        let address = try #require(UnixAddress(path: "\(folder)/\(ControlSocket.fileName)"))
        let descriptor = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(address.connect(descriptor))
        if let words {
            let bytes = Array(words.utf8)
            try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        }
        return descriptor
    }

    /// What has come; nil while nothing has, empty at the end.
    private static func received(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    @Test func questionsAreAnswered() throws {
        let folder = TemporaryFolder()
        var channel: ControlSocket? = try ControlSocket(directory: folder.path)
        var status = stat()
        #expect(
            stat("\(folder.path)/\(ControlSocket.fileName)", &status) == 0 && status.st_mode & 0o777 == 0o600
        )
        #expect(throws: PoolError.self) { try ControlSocket(directory: folder.path) }

        let (asking, wrong) = (try Self.client(folder.path, "status"), try Self.client(folder.path, "stop"))
        defer { for descriptor in [asking, wrong] { close(descriptor) } }
        var questions: [(Int32, ControlSocket.Question)] = []
        for _ in 0..<6 { questions += ControlSocket.wait(&channel, signals: -1, seconds: 0.05) }
        #expect(questions.map(\.1) == [.status])
        #expect(Self.received(wrong) == "")
        #expect(Self.received(asking) == nil)
        let client = try #require(questions.first?.0)
        channel?.answer(client, "well")
        #expect(Self.received(asking) == "well")
        #expect(channel?.isOpen(client) == false)
        channel?.close()
        #expect(stat("\(folder.path)/\(ControlSocket.fileName)", &status) != 0)
        #expect(ControlSocket.ask(.status, directory: folder.path, seconds: 1) == nil)
    }

    /// Whoever only connects holds up nobody.
    @Test func aCrowdThatSaysNothingIsBounded() throws {
        let folder = TemporaryFolder()
        var channel: ControlSocket? = try ControlSocket(directory: folder.path)
        let silent = try (0..<16).map { _ in try Self.client(folder.path, nil) }
        for _ in 0..<40 { #expect(ControlSocket.wait(&channel, signals: -1, seconds: 0).isEmpty) }
        for descriptor in silent { close(descriptor) }
        let asking = try Self.client(folder.path, "reload --wait")
        defer { close(asking) }
        var questions: [ControlSocket.Question] = []
        for _ in 0..<40 where questions.isEmpty {
            questions = ControlSocket.wait(&channel, signals: -1, seconds: 0.05).map(\.1)
        }
        #expect(questions == [.reloadAndWait])
        channel?.close()
    }
}
