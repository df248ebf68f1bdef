import Glibc
import TestSupport
import Testing

@testable import Operations

@Suite struct WorkerEndTests {
    /// wait(2): the low seven bits are the signal, 128 says that there is a core, the next byte is the exit status.
    @Test(arguments: [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGSEGV | 128])
    func aTrapIsAWorkersOwn(status: Int32) {
        #expect(WorkerEnd(status: status).isOwnDoing { false })
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGKILL, SIGXCPU, 0, 1 << 8])
    func whatComesFromOutsideIsNot(status: Int32) {
        #expect(!WorkerEnd(status: status).isOwnDoing { false })
    }

    @Test func onlyAKillCanBeForWantOfMemory() {
        #expect(WorkerEnd(status: SIGKILL).isOwnDoing { true })
        #expect(!WorkerEnd(status: SIGTERM).isOwnDoing { true })
    }

    @Test(arguments: [0, SIGTERM, SIGQUIT])
    func whoWasAskedToEndHasNotDied(status: Int32) { #expect(WorkerEnd(status: status).wasAskedFor) }

    @Test(arguments: [1 << 8, SIGKILL, SIGSEGV, SIGABRT | 128, SIGHUP, SIGTRAP])
    func whoWasNotHas(status: Int32) { #expect(!WorkerEnd(status: status).wasAskedFor) }

    @Test func causesAreTold() {
        #expect(WorkerEnd(status: 3 << 8).cause == "exit 3")
        #expect(WorkerEnd(status: SIGSEGV | 128).cause == "signal 11")
    }

    @Test func theKernelsCounterIsReadWhenItGrows() {
        let folder = TemporaryFolder()
        let (group, host) = ("\(folder.path)/memory.events", "\(folder.path)/vmstat")
        folder.write(Array("nr_free_pages 9\noom_kill 4\n".utf8), to: "vmstat")
        var kills = MemoryKills(files: [group, host])
        func grown() -> Bool { kills.haveGrown() }
        #expect(!grown())
        folder.write(Array("nr_free_pages 9\noom_kill 5\n".utf8), to: "vmstat")
        #expect(grown())
        #expect(!grown())

        folder.write(Array("oom 2\noom_kill 1\noom_group_kill 7\n".utf8), to: "memory.events")
        kills = MemoryKills(files: [group, host])
        folder.write(Array("oom_kill 9\n".utf8), to: "vmstat")
        // Another's want of memory is not this group's.
        #expect(!grown())
        folder.write(Array("oom 3\noom_kill 2\n".utf8), to: "memory.events")
        #expect(grown())

        var none = MemoryKills(files: [])
        let wasThere = none.haveGrown()
        #expect(!wasThere)
    }
}
