import CPlatform
import Execution
import Glibc
import ObjectStorage
import Testing

@testable import Catalogue

@Suite struct RefCacheTests {
    private let context = WorkContext.background(seconds: 30)
    private let key = RefKey(store: "s3://a/b", ref: "main")

    private func record(_ snapshot: String, _ startedAt: UInt64) -> RefRecord {
        RefRecord(kind: .branch, snapshot: snapshot, startedAt: startedAt)
    }

    /// A look-up that says `snapshot` now.
    private func head(
        _ keeper: RefCache,
        since: Deadline,
        _ snapshot: String,
        failing error: (any Error)? = nil
    ) throws -> RefCache.Head {
        try keeper.head(of: key, since: since, context: context) { _, _ in
            if let error { throw error }
            return record(snapshot, Deadline.now.nanoseconds)
        }
    }

    @Test func slotsSurviveSharedMemory() {
        var words = [UInt64](repeating: 7, count: RefSlot.words)
        var slot = RefSlot()
        slot.record = record("0123456789012345678901234567890123456789", 12)
        slot.lease = .init(number: 4_000_000_000, process: 4711, until: 99)
        slot.failedAt = 5
        slot.rhythm.note(after: 6, by: 7)
        words.withUnsafeMutableBufferPointer { slot.write(to: $0) }
        #expect(words.withUnsafeBufferPointer { RefSlot(words: $0) } == slot)
        words.withUnsafeMutableBufferPointer { RefSlot().write(to: $0) }
        #expect(words.withUnsafeBufferPointer { RefSlot(words: $0) } == RefSlot())
    }

    @Test func longNamesOfStatesBecomeDigests() {
        let long = String(repeating: "x", count: 41)
        #expect(record(long, 1).snapshot.utf8.count <= RefRecord.maxSnapshotBytes)
        #expect(record(long, 1).snapshot != record(long + "y", 1).snapshot)
    }

    @Test func whatIsFreshIsNotLookedUpAgain() throws {
        let keeper = RefCache()
        let before = Deadline.now
        #expect(try head(keeper, since: before, "S1").record.snapshot == "S1")
        #expect(try head(keeper, since: before, "S2").record.snapshot == "S1")
        #expect(try head(keeper, since: .now, "S2").record.snapshot == "S2")
    }

    @Test func anEarlierLookUpNeverReplacesALaterOne() throws {
        let keeper = RefCache()
        keeper.publish(record("new", 100), for: key)
        keeper.publish(record("old", 99), for: key)
        let head = try keeper.head(of: key, since: Deadline(nanoseconds: 50), context: context) { _, _ in
            throw Interruption.cancelled
        }
        #expect(head.record.snapshot == "new" && !head.isStale)
    }

    @Test func theOldStandsInWhileTheStoreFails() throws {
        let keeper = RefCache()
        _ = try head(keeper, since: .now, "S1")
        let error = StorageError.timedOut(key: "repo")
        let failed = try head(keeper, since: .now, "", failing: error)
        #expect(failed.record.snapshot == "S1" && failed.isStale)
        // For a while nobody asks the store again.
        let next = try head(keeper, since: .now, "S2")
        #expect(next.record.snapshot == "S1" && next.isStale)
    }

    @Test func theFirstFailureIsEverybodysOwn() {
        let keeper = RefCache()
        #expect(throws: StorageError.self) {
            try head(keeper, since: .now, "", failing: StorageError.timedOut(key: "repo"))
        }
    }

    @Test func aLeaseOfADeadProcessHoldsUpNobody() throws {
        let table = RefTable()
        let dead = deadProcess()
        table.withSlot(of: key) { slot, _ in
            slot.lease = .init(number: 1, process: dead, until: Deadline.after(seconds: 3600).nanoseconds)
        }
        #expect(try head(RefCache(table), since: .now, "S1").record.snapshot == "S1")
    }

    @Test func aLeaseThatIsOverHoldsUpNobody() throws {
        let table = RefTable()
        table.withSlot(of: key) { slot, _ in slot.lease = .init(number: 1, process: getpid(), until: 1) }
        #expect(try head(RefCache(table), since: .now, "S1").record.snapshot == "S1")
    }

    /// Threads stand for workers: each has a keeper of its own over the one table.
    @Test func manyWorkersLookOnce() {
        let table = RefTable()
        let since = Deadline.now
        let looked = Monitor(0)
        let arrived = Monitor(0)
        let found = Monitor<[String]>([])
        let threads = (0..<8).map { index in
            WorkerThread(name: "look-\(index)") { [context, key] in
                arrived.update { $0 += 1 }
                let head = try? RefCache(table).head(of: key, since: since, context: context) { _, _ in
                    _ = arrived.wait(until: .after(seconds: 20)) { $0 == 8 ? true : nil }
                    let number = looked.withLock { count in
                        count += 1
                        return count
                    }
                    return RefRecord(
                        kind: .branch,
                        snapshot: "S\(number)",
                        startedAt: Deadline.now.nanoseconds
                    )
                }
                found.withLock { $0.append(head?.record.snapshot ?? "none") }
            }
        }
        for thread in threads { thread.join() }
        #expect(looked.withLock { $0 } == 1)
        #expect(found.withLock { $0 } == Array(repeating: "S1", count: 8))
    }

    @Test func manyNamesFindTheirPlace() throws {
        let table = RefTable()
        let keeper = RefCache(table)
        keeper.publish(record("kept", Deadline.now.nanoseconds), for: key)
        for number in 0..<20_000 {
            let absent = RefRecord(kind: .absent, snapshot: "", startedAt: Deadline.now.nanoseconds)
            keeper.publish(absent, for: RefKey(store: "s3://a/b", ref: "nonsense-\(number)"))
        }
        let since = Deadline(nanoseconds: 1)
        #expect(try head(keeper, since: since, "lost").record.snapshot == "kept")
    }

    @Test func aTableIsShared() throws {
        let descriptor = sluice_open_spool_file("/tmp")
        defer { close(descriptor) }
        #expect(RefTable(descriptor: descriptor) == nil)
        RefTable.prepare(try #require(SharedMemory(sizing: descriptor, bytes: RefTable.bytes)))
        let (first, second) = try (
            #require(RefTable(descriptor: descriptor)), #require(RefTable(descriptor: descriptor))
        )
        RefCache(first).publish(record("S1", 7), for: key)
        #expect(second.withSlot(of: key) { slot, _ in slot.record } == record("S1", 7))
    }

    /// The number of a process that has ended.
    private func deadProcess() -> Int32 {
        var process = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        posix_spawnp(&process, "true", nil, nil, &arguments, environ)
        free(arguments[0])
        waitpid(process, nil, 0)
        return process
    }
}
