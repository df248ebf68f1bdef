import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Keys, ranges and virtual chunks of a snapshot seen as a store.
struct SnapshotStoreTests {
    private let context = WorkContext.background(seconds: 60)
    private static let engine = TransferEngine()

    private func open(
        _ fixture: IcechunkFixture,
        at commit: String? = nil,
        places: [VirtualLocations.Place] = []
    ) throws -> IcechunkStore {
        let repository = IcechunkRepository(
            store: fixture.store(),
            cache: ChunkCache(limit: 16 << 20, ledger: MemoryLedger(budget: 16 << 20)),
            virtual: VirtualStores(try VirtualLocations(places), engine: Self.engine)
        )
        let state = try repository.look(context: context)
        let id = try repository.resolve(commit ?? "main", in: state, context: context).snapshot
        return try repository.store(at: id, in: state, context: context)
    }

    private func read(_ store: IcechunkStore, _ key: String, _ range: ByteRange = .whole, most: Int = 1 << 20)
        throws -> StoredObject?
    {
        switch try store.read(ObjectRequest(key: key, range: range, maxBytes: most), context: context) {
        case .absent: return nil
        case .found(let object): return object
        case .failed(let error): throw error
        }
    }

    @Test(arguments: IcechunkFixture.all) func hasDocumentsAndChunksAndNothingElse(_ fixture: IcechunkFixture)
        throws
    {
        let store = try open(fixture)
        for key in [
            "zarr.json", "t/zarr.json", "a/zarr.json", "t/c/0/0", "t/c.0.0", "t/0.0", "t/0/0", "small/c/0",
        ] {
            #expect(try read(store, key) != nil, "\(key)")
        }
        for key in [
            ".zgroup", ".zmetadata", "t/.zarray", "nosuch/zarr.json", "a/c/0", "t/c/9/0", "empty/c/0/0", "t",
            "t/c/0/0/zarr.json", "t/c/x/0", "t/c/-1/0", "t//c/0/0", "", "zarr.json/c/0",
        ] {
            #expect(try read(store, key) == nil, "\(key)")
        }
        #expect(try store.list("", most: 100, context: context).prefixes.contains("a-b"))
        #expect(try store.list("nosuch", most: 100, context: context).prefixes == [])
        #expect(throws: StorageError.self) { try store.list("", most: 1, context: context) }
    }

    @Test(arguments: IcechunkFixture.all, ["t/c/0/0", "small/c/0", "zarr.json"])
    func givesPartsOfWhatItHas(_ fixture: IcechunkFixture, _ key: String) throws {
        let store = try open(fixture)
        let whole = try #require(try read(store, key)).bytes.withBytes { Array($0) }
        let count = whole.count
        let ranges: [ByteRange] = [
            .bytes(offset: 0, count: 2), .bytes(offset: 1, count: 3), .bytes(offset: count - 1, count: 5),
            .suffix(count: 2), .suffix(count: count + 7),
        ]
        for range in ranges {
            let part = try #require(try read(store, key, range))
            #expect(part.bytes.withBytes { Array($0) } == Array(whole[range.resolved(length: count)]))
            #expect(part.objectLength == count)
        }
        #expect(throws: StorageError.tooLong(key: key, bytes: count, limit: 1)) {
            try read(store, key, most: 1)
        }
    }

    @Test(arguments: IcechunkFixture.all) func leadsNowhereUnlessItIsAllowed(_ fixture: IcechunkFixture)
        throws
    {
        let folder = TemporaryFolder()
        for (name, bytes) in fixture.external { folder.write(bytes, to: name) }
        for places in [
            [], [VirtualLocations.Place(prefix: "file:///sluice-fixture/other/", at: folder.path)],
        ] {
            let error = #expect(throws: StorageError.self) {
                try read(try open(fixture, places: places), "lent/c/1")
            }
            guard case .forbidden(let key, let cause) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(key == "lent/c/1")
            #expect(cause.contains("file:///sluice-fixture/"))
        }
        let store = try open(fixture, places: [.init(prefix: "file:///sluice-fixture/", at: folder.path)])
        let wanted: [UInt8] = Array(20..<30)
        #expect(try read(store, "lent/c/1")?.bytes.withBytes { Array($0) } == wanted)
        #expect(
            try read(store, "lent/c/1", .suffix(count: 3))?.bytes.withBytes { Array($0) } == [27, 28, 29]
        )
        #expect(try read(store, "lent/c/3") == nil)
        folder.write([1, 2, 3], to: "block.dat")
        #expect(throws: StorageError.wrongLength(key: "lent/c/1", expected: 10, received: 0)) {
            try read(store, "lent/c/1")
        }
        _ = Command.run(["rm", "\(folder.path)/block.dat"])
        #expect(throws: StorageError.gone(key: "lent/c/1")) { try read(store, "lent/c/1") }
    }

    private func identities(
        _ store: IcechunkStore,
        of objects: ArraySlice<ChunkCoordinates>,
        ofArrayAt path: String,
        context: WorkContext
    ) throws -> [ObjectIdentity?] {
        var identities = [ObjectIdentity?](repeating: nil, count: objects.count)
        try store.identities(of: objects, ofArrayAt: path, context: context) { identities[$0] = $1 }
        return identities
    }

    @Test(arguments: IcechunkFixture.all) func tellsDifferentObjectsApart(_ fixture: IcechunkFixture) throws {
        let store = try open(fixture)
        var seen: Set<ObjectIdentity> = []
        for (path, counts) in [("t", [3, 1]), ("packed", [2, 1]), ("sharded", [3, 1]), ("small", [3])] {
            let chunks = WholeArray.coordinates(counts).map(ChunkCoordinates.init)[...]
            let known = try identities(store, of: chunks, ofArrayAt: path, context: context)
            #expect(known.allSatisfy { $0 != nil })
            #expect(known == (try identities(store, of: chunks, ofArrayAt: path, context: context)))
            for identity in known.compactMap({ $0 }) { #expect(seen.insert(identity).inserted) }
        }
        let empty = [ChunkCoordinates([0, 0])][...]
        #expect(try identities(store, of: empty, ofArrayAt: "empty", context: context) == [nil])
        let earlier = try open(fixture, at: fixture.commit("base"))
        let chunks = [ChunkCoordinates([0, 0])][...]
        #expect(
            try identities(store, of: chunks, ofArrayAt: "t", context: context)
                == (try identities(earlier, of: chunks, ofArrayAt: "t", context: context))
        )
    }
}
