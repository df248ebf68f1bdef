import Glibc
import TestSupport
import Testing

@testable import Execution

@Suite struct SharedMemoryTests {
    private static let format: UInt64 = 77

    /// An unlinked file, closed after `body`.
    private func withFile(_ body: (Int32) throws -> Void) throws {
        let folder = TemporaryFolder()
        let descriptor = open("\(folder.path)/shared", O_RDWR | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try body(descriptor)
    }

    @Test func whoMapsTheSameFileSeesTheSame() throws {
        try withFile { descriptor in
            let one = try #require(SharedMemory(sizing: descriptor, bytes: 4096))
            one.mark(format: Self.format)
            one.words(at: 64, count: 2)[1] = 5
            let other = try #require(
                SharedMemory(descriptor: descriptor, bytes: 4096, format: Self.format)
            )
            #expect(other.words(at: 72, count: 1)[0] == 5)
        }
    }

    @Test func whatIsOfAnotherLayoutIsNotMapped() throws {
        try withFile { descriptor in
            #expect(SharedMemory(descriptor: descriptor, bytes: 4096, format: 0) == nil)
            let one = try #require(SharedMemory(sizing: descriptor, bytes: 4096))
            one.mark(format: Self.format)
            #expect(SharedMemory(descriptor: descriptor, bytes: 4096, format: Self.format + 1) == nil)
            #expect(SharedMemory(descriptor: descriptor, bytes: 8192, format: Self.format) == nil)
        }
        #expect(SharedMemory(sizing: -1, bytes: 4096) == nil)
        #expect(SharedMemory(descriptor: -1, bytes: 4096, format: 0) == nil)
    }

    /// A thread that ends with a lock is to the kernel what a process is that dies with it.
    @Test func aLockOutlivesWhoDiedWithIt() {
        let memory = SharedMemory(bytes: 4096)
        memory.prepareLock(at: 64)
        #expect(memory.locked(at: 64) { $0 } == false)
        WorkerThread(name: "dying") {
            _ = memory.locked(at: 64) { (_: Bool) -> Int in pthread_exit(nil) }
        }.join()
        #expect(memory.locked(at: 64) { $0 } == true)
        #expect(memory.locked(at: 64) { $0 } == false)
    }

    @Test func aLockThatIsNotGivenBackHoldsUpNobodyForLong() {
        let memory = SharedMemory(bytes: 4096)
        memory.prepareLock(at: 0)
        let outcome = Monitor("nothing")
        let begin = Deadline.now
        _ = memory.locked(at: 0) { _ in
            WorkerThread(name: "waiting") {
                let text = memory.locked(at: 0) { _ in "taken" } ?? "given up"
                outcome.update { $0 = text }
            }.join()
        }
        #expect(outcome.withLock { $0 } == "given up")
        #expect(Deadline.now < begin.later(bySeconds: 30))
    }
}
