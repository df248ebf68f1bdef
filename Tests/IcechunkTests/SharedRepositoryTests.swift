import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Repositories written by the library of either spec, against what another reader found in them.
@Suite(.enabled(if: SharedData.isThere))
struct SharedRepositoryTests {
    static let names = [
        "v1-stations", "v1-trimmed", "v1-by-2", "v2-ocean", "v2-ledger", "v2-rootarray", "upgraded",
    ]
    private let context = WorkContext.background(seconds: 120)

    private func entries(_ value: JSONValue?) -> [(key: String, value: JSONValue)] {
        value?.objectValue?.entries ?? []
    }

    @Test(arguments: names) func knowsItsReferences(_ name: String) throws {
        let shared = try SharedRepository.named(name)
        let repository = try shared.repository()
        let state = try repository.look(context: context)
        #expect(Int64(state.version) == shared.expected["spec_version"]?.integerValue)
        let references = try repository.references(in: state, context: context)
        for (found, title) in [(references.branches, "branches"), (references.tags, "tags")] {
            let pairs = found.map { ($0.name, JSONValue.string($0.snapshot.text)) }
            let wanted = entries(shared.expected[title]).map { ($0.key, $0.value) }
            #expect(Dictionary(uniqueKeysWithValues: pairs) == Dictionary(uniqueKeysWithValues: wanted))
        }
        let deleted = shared.expected["deleted_tags"]?.arrayValue?.compactMap(\.stringValue)
        #expect(references.deletedTags == deleted)
        for (kind, title) in [(ResolvedVersion.Kind.branch, "branches"), (.tag, "tags")] {
            for (name, id) in entries(shared.expected[title]) {
                let own = try repository.look(for: name, context: context)
                for state in [state, own] {
                    let version = try repository.resolve(name, in: state, context: context)
                    #expect(version.snapshot.text == id.stringValue)
                    #expect(version.kind == kind)
                }
            }
        }
        for name in deleted ?? [] {
            #expect(throws: IcechunkError.noReference(name, isDeleted: true)) {
                try repository.resolve(name, in: state, context: context)
            }
        }
    }

    @Test(arguments: names) func tellsEveryHistory(_ name: String) throws {
        let shared = try SharedRepository.named(name)
        let repository = try shared.repository()
        let state = try repository.look(context: context)
        for (branch, wanted) in entries(shared.expected["ancestry"]) {
            let tip = try repository.resolve(branch, in: state, context: context).snapshot
            let commits = try repository.history(from: tip, limit: 1000, in: state, context: context)
            let found = commits.map { commit in
                JSONValue.object(
                    JSONObject([
                        ("id", .string(commit.id.text)),
                        ("parent", commit.parent.map { .string($0.text) } ?? .null),
                        ("message", .string(commit.message)),
                        ("flushed_at_us", .integer(commit.flushedAt)),
                        ("metadata", Self.sorted(.object(commit.metadata))),
                    ])
                )
            }
            #expect(found == wanted.arrayValue?.map { Self.sorted($0, but: "metadata") })
            let first = try repository.history(from: tip, limit: 1, in: state, context: context)
            #expect(first == Array(commits.prefix(1)))
        }
    }

    @Test(arguments: names) func findsVersionsByTime(_ name: String) throws {
        let shared = try SharedRepository.named(name)
        let repository = try shared.repository()
        let state = try repository.look(context: context)
        for wanted in shared.expected["as_of"]?.arrayValue ?? [] {
            let branch = wanted["branch"]?.stringValue ?? ""
            let found: String
            do {
                let time = wanted["at_us"]?.integerValue
                found = try repository.resolve(branch, asOf: time, in: state, context: context).snapshot.text
            } catch let error as IcechunkError {
                found = error.word
            }
            #expect(found == wanted["snapshot"]?.stringValue, "\(wanted)")
        }
    }

    @Test(arguments: names) func givesEveryNodeAndChunk(_ name: String) throws {
        let shared = try SharedRepository.named(name)
        let repository = try shared.repository()
        let state = try repository.look(context: context)
        let stale = Set((shared.expected["errors"]?.arrayValue ?? []).compactMap { $0["path"]?.stringValue })
        for (id, wanted) in entries(shared.expected["snapshots"]) {
            let version = try repository.resolve(id, in: state, context: context)
            #expect(version.isPinned)
            let store = try repository.store(at: version.snapshot, in: state, context: context)
            let nodes = wanted["nodes"]?.arrayValue ?? []
            var documents = try store.documents(context: context)
            if nodes.isEmpty { documents["/"] = nil }
            let hashes = documents.mapValues { JSONValue.string(SHA256.hexadecimal($0)) }
            let wantedHashes = nodes.map { ($0["path"]?.stringValue ?? "", $0["zarr_json_sha256"] ?? .null) }
            #expect(hashes == Dictionary(uniqueKeysWithValues: wantedHashes), "\(id)")
            for node in nodes where node["type"]?.stringValue == "array" {
                let path = node["path"]?.stringValue ?? ""
                if stale.contains(path) {
                    let key = String(path.dropFirst()) + "/c/0"
                    #expect(throws: StorageError.changed(key: key)) {
                        try store.chunk(path, "0", context: context)
                    }
                } else {
                    try check(node, path, store)
                }
            }
        }
    }

    /// Every chunk of the grid, and the whole array decoded.
    private func check(_ node: JSONValue, _ path: String, _ store: IcechunkStore) throws {
        let counts = (node["num_chunks"]?.arrayValue ?? []).compactMap { $0.integerValue.map { Int($0) } }
        let grid = WholeArray.coordinates(counts)
        var found: [String: JSONValue] = [:]
        for index in grid {
            let name = index.isEmpty ? "-" : index.map(String.init).joined(separator: "/")
            let bytes = try store.chunk(path, name, context: context)
            found[name] = bytes.map { .string(SHA256.hexadecimal($0)) }
        }
        let wanted = entries(node["chunks"]).map { ($0.key, $0.value["sha256"] ?? .null) }
        #expect(found == Dictionary(uniqueKeysWithValues: wanted), "\(path)")
        guard let hash = node["array_sha256"]?.stringValue else { return }
        let array = try Self.reader().openArray(store, path: path, context: context)
        for _ in 0..<2 {
            let bytes = try WholeArray.bytes(of: array, context: context)
            #expect(SHA256.hexadecimal(bytes) == hash, "\(path)")
        }
    }

    @Test func readsRepositoriesOfTheProjectItself() throws {
        let data = "\(SharedData.path ?? "")/data/zarr/thirdparty-icechunk"
        let folder = SharedRepository.unpacked("\(data).tar.gz")
        let expected = try JSONText.file("\(data).expected.json")
        var read = 0
        for (name, wanted) in entries(expected?["repositories"]) {
            let repository = IcechunkRepository(
                store: FileStore(root: "\(folder.path)/\(name)"),
                cache: ChunkCache(limit: 64 << 20, ledger: MemoryLedger(budget: 64 << 20))
            )
            let state = try repository.look(context: context)
            let references = try repository.references(in: state, context: context)
            #expect(references.branches.map(\.name) == entries(wanted["branches"]).map(\.key).sorted())
            #expect(references.tags.map(\.name) == entries(wanted["tags"]).map(\.key).sorted())
            for (branch, history) in entries(wanted["history"]) {
                let tip = try repository.resolve(branch, in: state, context: context).snapshot
                let commits = try repository.history(from: tip, limit: 1000, in: state, context: context)
                #expect(commits.map(\.id.text) == history.arrayValue?.compactMap(\.stringValue), "\(name)")
            }
            for (place, array) in entries(wanted["arrays"]) {
                try check(array, at: place, of: repository, state, "\(name) \(place)")
                read += 1
            }
        }
        #expect(read >= 60)
    }

    /// `place`: `branch:NAME:/path` or `tag:NAME:/path`.
    private func check(
        _ expected: JSONValue,
        at place: String,
        of repository: IcechunkRepository,
        _ state: RepositoryState,
        _ title: String
    ) throws {
        let parts = place.split(separator: ":").map(String.init)
        let version = try repository.resolve(parts[1], in: state, context: context)
        #expect(version.kind == (parts[0] == "tag" ? .tag : .branch))
        let store = try repository.store(at: version.snapshot, in: state, context: context)
        let array = try Self.reader().openArray(store, path: parts[2], context: context)
        let lengths = expected["shape"]?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } }
        #expect(array.metadata.shape == lengths, "\(title)")
        guard let hash = expected["sha256"]?.stringValue else {
            // The library may not follow its virtual chunks either.
            let error = #expect(throws: ZarrError.self) { try WholeArray.bytes(of: array, context: context) }
            guard case .storage(.forbidden(_, let cause)) = error else {
                Issue.record("\(title): \(String(describing: error))")
                return
            }
            #expect(cause.contains("s3://testbucket/"))
            return
        }
        let bytes = try WholeArray.bytes(of: array, context: context)
        #expect(SHA256.hexadecimal(bytes) == hash, "\(title)")
    }

    static func reader() -> ZarrReader {
        let ledger = MemoryLedger(budget: 64 << 20)
        return ZarrReader(
            cache: ChunkCache(limit: ledger.budget, ledger: ledger),
            pool: DecodePool(helpers: 1)
        )
    }

    /// With the keys of its objects in order: maps of FlexBuffers are sorted, those of the list of what is expected not.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): .array(values.map { sorted($0) })
        case .object(let object):
            .object(JSONObject(object.entries.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
        default: value
        }
    }

    private static func sorted(_ value: JSONValue, but key: String) -> JSONValue {
        var object = value.objectValue ?? JSONObject()
        object[key] = object[key].map { sorted($0) }
        return .object(object)
    }
}
