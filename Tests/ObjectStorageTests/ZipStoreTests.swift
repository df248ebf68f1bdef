import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// Archives written by Python's zipfile, read as stores.
struct ZipStoreTests {
    private let context = WorkContext.background(seconds: 60)

    private func store(_ archive: [UInt8]) -> ZipStore {
        ZipStore(MemoryStore(["data.zip": archive]), key: "data.zip")
    }

    private func bytes(_ outcome: ObjectOutcome) -> [UInt8]? {
        guard case .found(let object) = outcome else { return nil }
        return object.bytes.withBytes { Array($0) }
    }

    @Test(arguments: ZipFixture.all)
    func entriesAreObjects(_ fixture: ZipFixture) throws {
        let store = store(fixture.archive)
        #expect(!fixture.entries.isEmpty)
        for (key, value) in fixture.entries {
            let whole = try store.read(ObjectRequest(key: key, maxBytes: value.count), context: context)
            #expect(bytes(whole) == value, "\(key)")
            for range in [ByteRange.bytes(offset: 3, count: 20), .suffix(count: 7)] {
                let part = ObjectRequest(key: key, range: range, maxBytes: 20)
                let expected = Array(value[range.resolved(length: value.count)])
                #expect(bytes(try store.read(part, context: context)) == expected, "\(key)")
            }
        }
        let top = try store.list("", most: 10, context: context)
        #expect(top == Listing(prefixes: ["a", "ä b"], objects: ["zarr.json"]))
        #expect(try store.list("a/c", most: 10, context: context).objects == ["0", "1"])
        #expect(try store.list("none", most: 10, context: context) == Listing(prefixes: [], objects: []))
        guard case .absent = try store.read(ObjectRequest(key: "a/c/2", maxBytes: 9), context: context)
        else {
            Issue.record("what is not there was found")
            return
        }
    }

    /// As Python's zipfile reads them: a program in front that unpacks the rest, whose offsets nobody has moved.
    @Test(arguments: ZipFixture.all, [1, 100_000])
    func archivesMayHaveSomethingInFront(_ fixture: ZipFixture, _ count: Int) throws {
        let store = store([UInt8](repeating: 0x50, count: count) + fixture.archive)
        for (key, value) in fixture.entries {
            let whole = try store.read(ObjectRequest(key: key, maxBytes: value.count), context: context)
            #expect(bytes(whole) == value, "\(key)")
        }
    }

    @Test(arguments: [(12, "bzip2"), (14, "LZMA"), (93, "Zstandard"), (77, "method 77")])
    func otherMethodsAreNamed(_ code: UInt8, _ name: String) throws {
        var archive = try #require(ZipFixture.all.first { $0.name == "deep" }).archive
        // The method of each header of the directory (APPNOTE.TXT, section 4.3.12).
        for start in archive.indices.dropLast(11) where archive[start..<(start + 4)] == [0x50, 0x4B, 1, 2] {
            archive[start + 10] = code
        }
        let outcome = try store(archive).read(
            ObjectRequest(key: "zarr.json", maxBytes: 9999),
            context: context
        )
        let reason =
            "an entry of the archive that is compressed with \(name): only stored and deflated ones are read"
        #expect(outcome.error == .damaged(key: "zarr.json", reason: reason))
    }

    @Test func keysMayBeginAtTheTopOfTheArchive() throws {
        let fixture = try #require(ZipFixture.all.first { $0.name == "folder" })
        let request = ObjectRequest(key: "data.zarr/a/c/0", maxBytes: 4096)
        #expect(bytes(try store(fixture.archive).read(request, context: context)) == fixture.entries["a/c/0"])
    }

    @Test func anEntryThatIsTooLongIsRefusedBeforeItIsUnpacked() throws {
        for fixture in ZipFixture.all {
            let request = ObjectRequest(key: "a/c/0", maxBytes: 100)
            guard case .failed(.tooLong) = try store(fixture.archive).read(request, context: context) else {
                Issue.record("\(fixture) was read")
                continue
            }
        }
    }

    @Test func anArchiveThatIsReplacedIsOpenedAgain() throws {
        let memory = MemoryStore()
        let store = ZipStore(memory, key: "data.zip")
        let request = ObjectRequest(key: "a/c/0", maxBytes: 4096)
        guard case .absent = try store.read(request, context: context) else {
            Issue.record("found in no archive")
            return
        }
        memory["data.zip"] = ZipFixture.all.first { $0.name == "stored" }?.archive
        #expect(bytes(try store.read(request, context: context)) != nil)
        memory["data.zip"] = ZipFixture.all.first { $0.name == "deep" }?.archive
        let deep = try #require(ZipFixture.all.first { $0.name == "deep" })
        #expect(bytes(try store.read(request, context: context)) == deep.entries["a/c/0"])
    }

    /// The directory is believed until a request wants it newer; what the caller has is not read again.
    @Test func aDirectoryIsLookedAtAgainForWhoWantsItNewer() throws {
        let stored = try #require(ZipFixture.all.first { $0.name == "stored" })
        let memory = MemoryStore(["data.zip": stored.archive])
        let store = ZipStore(memory, key: "data.zip")
        let request = ObjectRequest(key: "zarr.json", maxBytes: 4096)
        guard case .found(let object) = try store.read(request, context: context),
            let validator = object.validator
        else {
            Issue.record("not found")
            return
        }
        let again = request.unless(validator).since(.now)
        _ = memory.takeSentBytes()
        guard case .found(let same) = try store.read(again, context: context) else {
            Issue.record("not found again")
            return
        }
        #expect(same.isUnchanged && memory.takeSentBytes() == 0)
        memory["data.zip"] = nil
        guard case .found = try store.read(again, context: context),
            case .absent = try store.read(request.since(.now), context: context)
        else {
            Issue.record("an archive that is gone")
            return
        }
    }

    /// What was asked of it is not at fault.
    @Test func aBrokenArchiveIsNamedItself() throws {
        let store = ZipStore(MemoryStore(["air.zip": Array("no archive at all".utf8)]), key: "air.zip")
        let outcome = try store.read(ObjectRequest(key: "zarr.json", maxBytes: 100), context: context)
        #expect(outcome.error == .damaged(key: "air.zip", reason: "not a zip archive"))
    }

    /// Cut anywhere, or with one byte changed, an archive is read or refused; a changed value is never handed out.
    ///
    /// Not with two entries of one name, of which damage may bring the older one to light.
    @Test(arguments: ZipFixture.all.filter { $0.name != "twice" })
    func damagedArchivesEndInTypedErrors(_ fixture: ZipFixture) throws {
        var random = SplitMix(state: 5)
        for round in 0..<400 {
            var damaged = fixture.archive
            if round.isMultiple(of: 2) {
                damaged.removeLast(Int.random(in: 1...damaged.count, using: &random))
            } else {
                damaged[Int.random(in: damaged.indices, using: &random)] ^= UInt8.random(
                    in: 1...255,
                    using: &random
                )
            }
            let store = store(damaged)
            for (key, value) in fixture.entries {
                let outcome = try store.read(ObjectRequest(key: key, maxBytes: 1 << 16), context: context)
                guard let read = bytes(outcome) else { continue }
                #expect(read == value, "\(key), round \(round)")
            }
        }
    }

    @Test(arguments: [
        ("/data/x.zip", "/data", "x.zip"), ("x.zip", ".", "x.zip"), ("/x.ZIP", "/", "x.ZIP"),
        ("file:///data/a%20b.zip", "file:///data", "a b.zip"), ("file:///x.zip", "file:///", "x.zip"),
        ("https://h.org/p/x.zarr.zip", "https://h.org/p", "x.zarr.zip"),
        ("https://h.org/x.zip?sig=1/2", "https://h.org?sig=1/2", "x.zip"),
        ("s3://bucket/p/x%20.zip", "s3://bucket/p", "x%20.zip"),
    ])
    func locationsOfArchives(_ location: String, _ parent: String, _ key: String) {
        let zip = ZipLocation(location)
        #expect(zip?.parent == parent && zip?.key == key)
    }

    @Test(arguments: ["/data/x.zarr", "s3://x.zip", "https://h.zip", "/x.zip/", "/data/..zip/", ""])
    func otherLocationsAreNone(_ location: String) {
        #expect(ZipLocation(location) == nil)
    }
}
