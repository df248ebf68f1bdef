import Execution
import Glibc
import TestSupport
import Testing

@testable import ObjectStorage

struct DiskCacheTests {
    private let folder = TemporaryFolder()
    private let context = WorkContext.background(seconds: 30)

    private func cache(_ most: Int = 1 << 20) throws -> DiskCache {
        try #require(DiskCache(folder: "\(folder.path)/cache", maxBytes: most))
    }

    private func object(_ count: Int, _ validator: String? = "\"tag\"", length: Int? = nil) -> StoredObject {
        StoredObject(
            bytes: ObjectBytes(FaultServer.pattern(count)),
            objectLength: length,
            validator: validator
        )
    }

    /// The one file of the only entry.
    private func files() -> [String] {
        (0..<256).flatMap { number -> [String] in
            let path = "\(folder.path)/cache/\(Base64Text.hexadecimal([UInt8(number)]))"
            let listing = try? FileStore(root: path).list("", most: 10_000, context: context)
            return (listing?.objects ?? []).map { "\(path)/\($0)" }
        }
    }

    @Test(arguments: [(0, nil, nil), (1, "\"a\"", 7), (70_000, "W/\"ü\"", nil)] as [(Int, String?, Int?)])
    func givesBackWhatWasPutIn(_ count: Int, _ validator: String?, _ length: Int?) throws {
        let cache = try cache()
        #expect(cache.entry("x") == nil)
        cache.insert(object(count, validator, length: length), for: "x")
        let found = try #require(cache.entry("x"))
        #expect(found.bytes.withBytes { Array($0) } == FaultServer.pattern(count))
        #expect(found.validator == validator && found.objectLength == length)
        #expect((cache[.hits], cache[.misses]) == (1, 1))
        // Another worker of the host finds it too, and counts with the same counters.
        let other = try self.cache()
        #expect(other.entry("x") != nil && other.entry("y") == nil)
        #expect((cache[.hits], cache[.misses]) == (2, 2) && cache[.bytes] == other[.bytes])
    }

    @Test(arguments: ["cut", "longer", "flipped", "empty", "other"])
    func aDamagedEntryIsTakenAway(_ damage: String) throws {
        let cache = try cache()
        cache.insert(object(5000), for: "x")
        let file = try #require(files().first)
        var bytes = try #require(
            try FileStore(root: folder.path).read(
                ObjectRequest(key: String(file.dropFirst(folder.path.count + 1)), maxBytes: 1 << 20),
                context: context
            ).bytes
        )
        switch damage {
        case "cut": bytes.removeLast(100)
        case "longer": bytes.append(0)
        case "flipped": bytes[3000] ^= 1
        case "empty": bytes = []
        default: bytes = Array("something else that is long enough to hold a head and a half of it".utf8)
        }
        folder.write(bytes, to: String(file.dropFirst(folder.path.count + 1)))
        #expect(cache.entry("x") == nil)
        #expect(cache[.damaged] == 1 && files().isEmpty)
        cache.insert(object(5000), for: "x")
        #expect(cache.entry("x") != nil)
    }

    @Test func neverExceedsItsBytesAndDropsTheOldest() throws {
        let limit = 200_000
        let cache = try cache(limit)
        for number in 0..<200 {
            cache.insert(object(3000), for: "old \(number)")
            #expect(cache[.bytes] <= limit)
        }
        #expect(cache[.evictions] > 100)
        let times = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
        for file in files() { utimensat(AT_FDCWD, file, times, 0) }
        for number in 0..<20 { cache.insert(object(3000), for: "new \(number)") }
        #expect((0..<20).count { cache.entry("new \($0)") != nil } == 20)
        let onDisk = files().reduce(0) { sum, file in
            var state = stat()
            return stat(file, &state) == 0 ? sum + Int(state.st_size) : sum
        }
        #expect(onDisk == cache[.bytes] && onDisk <= limit)
        // What alone would fill much of it is not kept.
        cache.insert(object(100_000), for: "large")
        #expect(cache.entry("large") == nil)
    }

    @Test func manyThreadsKeepTheCount() throws {
        let cache = try cache(300_000)
        let threads = (0..<4).map { thread in
            WorkerThread(name: "cache-\(thread)") {
                for number in 0..<100 {
                    cache.insert(self.object(2000 + number), for: "\(number % 50)")
                    if let found = cache.entry("\((number * 7) % 50)") {
                        precondition(found.bytes.count >= 2000)
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(cache[.bytes] <= 300_000 && cache[.damaged] == 0)
        let again = try self.cache(300_000)
        #expect(again[.bytes] == cache[.bytes])
    }

    /// A folder that is taken away is made again; where that fails it is told, until it works.
    @Test func aFolderThatVanishesIsMadeAgain() throws {
        let told = Monitor<[String?]>([])
        let place = "\(folder.path)/gone/cache"
        folder.write([], to: "gone/x")
        let cache = try #require(
            DiskCache(folder: place, maxBytes: 1 << 20) { cause in told.update { $0.append(cause) } }
        )
        _ = Command.run(["rm", "-rf", place])
        cache.insert(object(10), for: "one")
        #expect(cache.entry("one") != nil)
        #expect(told.withLock { $0 } == [nil])

        _ = Command.run(["rm", "-rf", "\(folder.path)/gone"])
        cache.insert(object(10), for: "two")
        cache.insert(object(10), for: "two")
        #expect(cache.entry("two") == nil)
        let cause = "No such file or directory"
        #expect(told.withLock { $0 } == [nil, cause, cause])
        folder.write([], to: "gone/x")
        cache.insert(object(10), for: "two")
        cache.insert(object(10), for: "three")
        #expect(cache.entry("two") != nil)
        #expect(told.withLock { $0 } == [nil, cause, cause, nil])
    }

    @Test func aFolderThatCannotBeMadeIsNoCache() {
        folder.write([1], to: "file")
        #expect(DiskCache(folder: "\(folder.path)/file", maxBytes: 1 << 20) == nil)
        #expect(DiskCache(folder: "\(folder.path)/no/such", maxBytes: 1 << 20) == nil)
    }

    @Test(
        arguments: [
            ("chunks/0G9KDM1MYF3SMQ4V2R5W", true), ("a/b/snapshots/0G9KDM1MYF3SMQ4V2R5W", true),
            ("chunks/12345678901234567890", false), ("chunks/0G9KDM1MYF3SMQ4V2R5", false),
            ("other/0G9KDM1MYF3SMQ4V2R5W", false), ("0G9KDM1MYF3SMQ4V2R5W", false),
            ("chunks/0g9kdm1myf3smq4v2r5w", false),
            ("refs/branch.main/ref.json", false),
        ]
    )
    func knowsNamesThatAreNeverReused(_ key: String, _ isImmutable: Bool) {
        #expect(CachedStore.isImmutable(key) == isImmutable)
    }

    /// What the store was asked for a second time.
    @Test(.enabled(if: SharedData.isThere), arguments: ["same", "changed", "condition", "untagged"])
    func asksOnlyWhetherItIsStillTheSame(_ turn: String) throws {
        let rules = turn == "untagged" ? #"[{"path":"*","do":{"etag":"none"}}]"# : "[]"
        let server = try #require(FaultServer(rules: rules))
        server.folder.write(FaultServer.pattern(9000), to: "object")
        let times = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
        utimensat(AT_FDCWD, "\(server.folder.path)/object", times, 0)
        let cache = try cache()
        var options = TransferEngine.Options()
        options.cache = cache
        let store = try server.store(TransferEngine(options: options))
        func read(_ condition: ObjectCondition? = nil) throws -> StoredObject {
            let range = ByteRange.bytes(offset: 100, count: 500)
            let request = ObjectRequest(key: "object", range: range, maxBytes: 500, condition: condition)
            guard case .found(let object) = try store.read(request, context: context) else {
                throw StorageError.gone(key: "object")
            }
            return object
        }
        let first = try read()
        #expect(first.bytes.withBytes { Array($0) } == Array(FaultServer.pattern(9000)[100..<600]))
        if turn == "condition" {
            let tag = ObjectCondition.entityTag(try #require(first.validator))
            _ = try read(tag)
            // Not even a server that is gone is asked any more.
            server.folder.write([1], to: "object")
            #expect(try read(tag).bytes.count == 500)
            return
        }
        if turn == "changed" { server.folder.write(FaultServer.pattern(9001).reversed(), to: "object") }
        let second = try read()
        let expected = turn == "changed" ? FaultServer.pattern(9001).reversed() : FaultServer.pattern(9000)
        #expect(second.bytes.withBytes { Array($0) } == Array(expected[100..<600]))
        #expect(cache[.bytes] > 0 || turn == "untagged")
    }
}
