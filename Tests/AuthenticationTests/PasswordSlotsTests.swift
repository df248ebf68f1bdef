import Execution
import Synchronization
import TestSupport
import Testing

@testable import Authentication

@Suite struct PasswordSlotsTests {
    private struct Work {
        var now = 0
        var most = 0
        var all = 0
    }

    private static let line = "$6$salt$" + String(repeating: "x", count: 86)

    /// Each hash waits until a second one is under way: with fewer slots it would wait in vain, with more the most would be
    /// higher.
    @Test func twoAreHashedAtOnceAndNeverMore() throws {
        let work = Monitor(Work())
        let slots = PasswordSlots { _, _, setting in
            work.update { work in
                work.now += 1
                work.all += 1
                work.most = max(work.most, work.now)
            }
            _ = work.wait(until: .after(seconds: 20)) { $0.most >= 2 ? true : nil }
            work.update { $0.now -= 1 }
            return Array(setting.utf8)
        }
        let hash = try PasswordHash(Self.line)
        let threads = (0..<16).map { number in
            WorkerThread(name: "try-\(number)") {
                for _ in 0..<4 { _ = try? slots.withSlot(.test) { $0.fits("pw", hash) } }
            }
        }
        for thread in threads { thread.join() }
        #expect(work.withLock { ($0.most, $0.all, $0.now) } == (2, 64, 0))
    }

    /// With both slots taken a request waits as long as it may, and what it came for is not to be had.
    @Test func waitingEndsWithTheRequest() throws {
        let folder = TemporaryFolder()
        folder.write("alice:\(Self.line)\n", to: "users")
        let begun = Monitor(0)
        let isOver = Monitor(false)
        let slots = PasswordSlots { _, _, setting in
            begun.update { $0 += 1 }
            _ = isOver.wait(until: .after(seconds: 20)) { $0 ? true : nil }
            return Array(setting.utf8)
        }
        let verifier = PasswordVerifier(usersFile: "\(folder.path)/users", slots: slots) { _ in }
        let threads = (0..<2).map { number in
            WorkerThread(name: "busy-\(number)") {
                _ = verifier.verdict(
                    on: .password(user: "alice", password: "pw\(number)"),
                    context: .background(seconds: 30)
                )
            }
        }
        let bothTaken: Bool? = begun.wait(until: .after(seconds: 20)) { $0 == 2 ? true : nil }
        #expect(bothTaken == true)
        let verdict = verifier.verdict(
            on: .password(user: "alice", password: "pw"),
            context: .background(seconds: 0.05)
        )
        #expect(verdict == .unknowable)
        isOver.update { $0 = true }
        for thread in threads { thread.join() }
    }

    /// Many requests of one client come side by side: the ones that waited need no hash of their own.
    @Test func aRightPasswordIsHashedByThoseAtOnceAlone() {
        let folder = TemporaryFolder()
        folder.write("alice:\(Self.line)\n", to: "users")
        let count = Monitor(0)
        let slots = PasswordSlots { _, _, setting in
            count.update { $0 += 1 }
            return Array(setting.utf8)
        }
        let verifier = PasswordVerifier(usersFile: "\(folder.path)/users", slots: slots) { _ in }
        let threads = (0..<12).map { number in
            WorkerThread(name: "tile-\(number)") {
                let verdict = verifier.verdict(on: .password(user: "alice", password: "pw"), context: .test)
                #expect(verdict != .bad && verdict != .unknowable)
            }
        }
        for thread in threads { thread.join() }
        #expect((1...2).contains(count.withLock { $0 }))
    }
}
