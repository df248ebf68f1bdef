import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Small repositories of both specs: what the library reads from them, read here.
struct FixtureRepositoryTests {
    private let context = WorkContext.background(seconds: 60)

    private func repository(_ store: any ObjectStore, cache: ChunkCache = Self.cache()) -> IcechunkRepository
    {
        IcechunkRepository(store: store, cache: cache)
    }

    private static func cache() -> ChunkCache {
        ChunkCache(limit: 16 << 20, ledger: MemoryLedger(budget: 16 << 20))
    }

    private static func reader(_ cache: ChunkCache) -> ZarrReader {
        ZarrReader(cache: cache, pool: DecodePool(helpers: 1))
    }

    @Test(arguments: IcechunkFixture.all) func knowsNamesAndHistories(_ fixture: IcechunkFixture) throws {
        let repository = repository(fixture.store())
        let state = try repository.look(context: context)
        #expect(state.version == fixture.spec)
        let references = try repository.references(in: state, context: context)
        #expect(references.branches.map(\.name) == ["dev", "main"])
        #expect(references.tags.map(\.name) == ["v1"])
        #expect(references.deletedTags == ["doomed"])
        #expect(throws: IcechunkError.noReference("doomed", isDeleted: true)) {
            try repository.resolve("doomed", in: state, context: context)
        }
        for branch in references.branches {
            #expect(branch.snapshot.text == fixture.tip(branch.name))
            let commits = try repository.history(
                from: branch.snapshot,
                limit: 50,
                in: state,
                context: context
            )
            let wanted = fixture.expected["history"]?[branch.name]?.arrayValue ?? []
            #expect(commits.map(\.id.text) == wanted.map { $0["id"]?.stringValue })
            #expect(commits.map(\.parent?.text) == wanted.map { $0["parent"]?.stringValue })
            #expect(commits.map(\.message) == wanted.map { $0["message"]?.stringValue })
            #expect(commits.map(\.flushedAt) == wanted.map { $0["time"]?.integerValue })
            let first = commits.first { $0.message == "base" }
            #expect(first?.author == "Ada")
            #expect(first?.metadata["list"] == [1, "two", ["three": 3.5]])
            #expect(first?.metadata["none"] == JSONValue.null)
            #expect(first?.metadata["big"] == 1_099_511_627_776)
        }
    }

    @Test(arguments: IcechunkFixture.all) func readsEveryArrayOfEverySnapshot(_ fixture: IcechunkFixture)
        throws
    {
        let cache = Self.cache()
        let repository = repository(fixture.store(), cache: cache)
        let state = try repository.look(context: context)
        for (id, arrays) in fixture.expected["arrays"]?.objectValue?.entries ?? [] {
            let snapshot = try repository.resolve(id, in: state, context: context).snapshot
            let store = try repository.store(at: snapshot, in: state, context: context)
            let root = try Self.reader(cache).open(store, path: "", context: context)
            #expect(root.unusable.isEmpty)
            for (path, wanted) in arrays.objectValue?.entries ?? [] {
                let array = try Self.reader(cache).openArray(store, path: path, context: context)
                let bytes = try WholeArray.bytes(of: array, context: context)
                #expect(SHA256.hexadecimal(bytes) == wanted["sha256"]?.stringValue, "\(id) \(path)")
            }
        }
    }

    @Test(arguments: IcechunkFixture.all) func tellsWhatCommitsChanged(_ fixture: IcechunkFixture) throws {
        let repository = repository(fixture.store())
        let state = try repository.look(for: "dev", context: context)
        func changes(_ id: String) throws -> CommitChanges? {
            try repository.changes(of: try #require(ObjectID(text: id)), in: state, context: context)
        }
        let base = try #require(try changes(fixture.commit("base")))
        #expect(base.createdGroups == ["/", "/a", "/a-b", "/a/b"])
        #expect(base.createdArrays == ["/a/b/scalar", "/empty", "/packed", "/sharded", "/small", "/t"])
        #expect(base.chunks.map(\.path) == ["/a/b/scalar", "/packed", "/sharded", "/small", "/t"])
        let append = try #require(try changes(fixture.commit("append")))
        #expect(append.createdArrays.isEmpty)
        #expect(append.updatedArrays == ["/sharded", "/t"])
        #expect(append.chunks.map(\.path) == ["/sharded", "/t"])
        #expect(append.chunks.map(\.indices) == [[12..<18, 0..<12], [4..<6, 0..<6]])
        #expect(append.chunks.map(\.chunks) == [[2..<3, 0..<1], [2..<3, 0..<1]])
        let rearranged = try #require(try changes(fixture.tip("dev")))
        #expect(rearranged.createdArrays == ["/small"])
        #expect(rearranged.deletedArrays == ["/small"])
        if fixture.spec == 2 {
            let moved = try #require(try changes(fixture.commit("move")))
            #expect(moved.moved.contains(CommitChanges.Move(from: "/a/b", to: "/moved")))
        }
        #expect(try changes(ObjectID.initialSnapshot.text)?.chunks.isEmpty ?? true)
    }

    @Test(arguments: IcechunkFixture.all) func findsStatesByTime(_ fixture: IcechunkFixture) throws {
        let repository = repository(fixture.store())
        let state = try repository.look(context: context)
        for commit in fixture.expected["history"]?["main"]?.arrayValue ?? [] {
            let (id, time) = (commit["id"]?.stringValue, commit["time"]?.integerValue ?? 0)
            let found = try repository.resolve("main", asOf: time, in: state, context: context)
            #expect(found.snapshot.text == id)
            #expect(found.kind == .branch)
        }
        do {
            _ = try repository.resolve("main", asOf: 0, in: state, context: context)
            Issue.record("a state before the first")
        } catch IcechunkError.beforeHistory(let name, let earliest) {
            #expect(name == "main")
            #expect(earliest == fixture.expected["history"]?["main"]?.arrayValue?.last?["time"]?.integerValue)
        }
    }

    @Test(arguments: IcechunkFixture.all) func refusesNamesOfNothing(_ fixture: IcechunkFixture) throws {
        let repository = repository(fixture.store())
        let state = try repository.look(context: context)
        for name in ["nosuch", "", "Main", "000G40R40M30E209185G", "../main", "v1\n", "%2E"] {
            let error = #expect(throws: IcechunkError.self) {
                try repository.resolve(name, in: state, context: context)
            }
            #expect(error?.isAbsence == true, "\(name)")
        }
    }

    @Test func listsNoReferencesWhereTheStoreCannot() throws {
        let repository = repository(UnlistedStore(IcechunkFixture.all[0].store()))
        let state = try repository.look(context: context)
        #expect(throws: IcechunkError.cannotListReferences) {
            try repository.references(in: state, context: context)
        }
    }

    @Test func findsNoRepositoryInOtherStores() {
        let repository = repository(MemoryStore(["zarr.json": []]))
        #expect(throws: IcechunkError.noRepository) { try repository.look(context: context) }
    }

    @Test func opensTheFirstSnapshotAsAnEmptyGroup() throws {
        let repository = repository(IcechunkFixture.all[1].store())
        let state = try repository.look(context: context)
        let store = try repository.store(at: .initialSnapshot, in: state, context: context)
        let root = try Self.reader(Self.cache()).open(store, path: "", context: context)
        #expect(root.arrays.isEmpty && root.groups.isEmpty && root.unusable.isEmpty)
    }

    @Test(arguments: IcechunkFixture.all) func keepsChunksThatACommitLeavesAlone(_ fixture: IcechunkFixture)
        throws
    {
        let store = fixture.store()
        let cache = Self.cache()
        let repository = repository(store, cache: cache)
        let state = try repository.look(context: context)
        func read(_ commit: String, _ path: String) throws -> Int {
            let id = try #require(ObjectID(text: fixture.commit(commit)))
            let snapshot = try repository.store(at: id, in: state, context: context)
            let array = try Self.reader(cache).openArray(snapshot, path: path, context: context)
            _ = store.takeAskedKeys()
            _ = try WholeArray.bytes(of: array, context: context)
            return store.takeAskedKeys().count { $0.hasPrefix("chunks/") }
        }
        #expect(try read("base", "t") == 2)
        #expect(try read("append", "t") == 1)
        #expect(try read("append", "t") == 0)
        #expect(try read("base", "t") == 0)
        // Of a shard: its index, and its parts together.
        let first = try read("base", "sharded")
        #expect(try read("append", "sharded") < first)
        #expect(try read("virtual", "sharded") == 0)
        #expect(try read("base", "sharded") == 0)
    }
}
