import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// What each kind of damage to an object of a repository is called.
struct DamagedFixtureTests {
    private let context = WorkContext.background(seconds: 60)

    /// A change to one object, and the word for what it does.
    struct Damage: Sendable, CustomStringConvertible {
        let description: String
        /// The beginning of the key of the object that is changed.
        let key: String
        let word: String
        let change: @Sendable ([UInt8]) -> [UInt8]?

        init(
            _ description: String,
            _ key: String,
            _ word: String,
            _ change: @escaping @Sendable ([UInt8]) -> [UInt8]?
        ) {
            (self.description, self.key, self.word, self.change) = (description, key, word, change)
        }
    }

    private static func setting(_ index: Int, _ value: UInt8) -> @Sendable ([UInt8]) -> [UInt8]? {
        { bytes in
            var bytes = bytes
            bytes[index] = value
            return bytes
        }
    }

    /// Of any file with a header.
    private static func headerDamages(_ key: String) -> [Damage] {
        [
            Damage("empty", key, "short-header") { _ in [] },
            Damage("cut in the header", key, "short-header") { Array($0.prefix(38)) },
            Damage("other beginning", key, "bad-magic", setting(0, 0x4A)),
            Damage("newer format", key, "unsupported-version", setting(36, 3)),
            Damage("other type", key, "wrong-file-type", setting(37, 4)),
            Damage("unknown compression", key, "bad-compression", setting(38, 2)),
            Damage("no payload", key, "bad-zstd") { Array($0.prefix(39)) },
            Damage("payload cut", key, "bad-zstd") { $0.dropLast(3) },
            Damage("payload of noise", key, "bad-zstd") { $0.prefix(39) + [1, 2, 3, 4, 5, 6, 7, 8] },
            Damage("payload of zeros", key, "bad-flatbuffer") { bytes in
                var bytes = Array(bytes.prefix(39)) + [UInt8](repeating: 0, count: 64)
                bytes[38] = 0
                return bytes
            },
            Damage("payload of few bytes", key, "bad-flatbuffer") { bytes in
                var bytes = Array(bytes.prefix(39)) + [4, 0, 0, 0]
                bytes[38] = 0
                return bytes
            },
        ]
    }

    @Test(arguments: headerDamages("repo")) func namesWhatIsWrongWithTheList(_ damage: Damage) throws {
        let store = IcechunkFixture.all[1].store()
        store["repo"] = damage.change(try #require(store["repo"]))
        // Beside a damaged list nothing else counts, and stale references least of all.
        store["refs/branch.main/ref.json"] = Array(#"{"snapshot":"1CECHNKREP0F1RSTCMT0"}"#.utf8)
        let error = #expect(throws: IcechunkError.self) { try run(store) }
        #expect(error?.word == damage.word)
    }

    @Test(
        arguments: IcechunkFixture.all,
        headerDamages("snapshots/") + [Damage("gone", "snapshots/", "snapshot-not-found") { _ in nil }]
    )
    func namesWhatIsWrongWithASnapshot(_ fixture: IcechunkFixture, _ damage: Damage) throws {
        let store = fixture.store()
        let key = "snapshots/\(fixture.tip())"
        store[key] = damage.change(try #require(store[key]))
        let error = #expect(throws: IcechunkError.self) { try run(store) }
        #expect(error?.word == damage.word)
    }

    @Test(arguments: IcechunkFixture.all) func takesNoSnapshotForAnother(_ fixture: IcechunkFixture) throws {
        let store = fixture.store()
        store["snapshots/\(fixture.tip())"] = store["snapshots/\(fixture.commit("base"))"]
        let error = #expect(throws: IcechunkError.self) { try run(store) }
        #expect(error?.word == "id-mismatch")
    }

    @Test(arguments: [
        ("", "bad-ref"), ("[]", "bad-ref"), (#"{"snapshot":7}"#, "bad-ref"), ("{", "bad-ref"),
        (#"{"snapshot":"1CECHNKREP"}"#, "bad-id"), (#"{"snapshot":"../../../../etc/passw"}"#, "bad-id"),
        (#"{"snapshot":"000G40R40M30E209185G"}"#, "snapshot-not-found"),
    ])
    func namesWhatIsWrongWithAReference(_ text: String, _ word: String) throws {
        let store = IcechunkFixture.all[0].store()
        store["refs/branch.main/ref.json"] = Array(text.utf8)
        let error = #expect(throws: IcechunkError.self) { try run(store) }
        #expect(error?.word == word)
    }

    @Test(
        arguments: IcechunkFixture.all,
        [
            Damage("manifests gone", "manifests/", "it is gone") { _ in nil },
            Damage("manifests longer", "manifests/", "it is damaged") { $0 + [0] },
            Damage("manifests shorter", "manifests/", "it is damaged") { $0.dropLast() },
            Damage("manifests of another type", "manifests/", "it is damaged", setting(37, 1)),
            Damage("chunks gone", "chunks/", "it is gone") { _ in nil },
            Damage("chunks shorter", "chunks/", "it is short") { $0.dropLast(40) },
        ]
    )
    func neverFillsForWhatIsDamaged(_ fixture: IcechunkFixture, _ damage: Damage) throws {
        let store = fixture.store()
        for key in fixture.objects.keys where key.hasPrefix(damage.key) {
            store[key] = damage.change(try #require(store[key]))
        }
        let error = #expect(throws: StorageError.self) { try run(store, chunk: "0/0") }
        switch error {
        case .gone: #expect(damage.word == "it is gone")
        case .damaged: #expect(damage.word == "it is damaged")
        case .wrongLength: #expect(damage.word == "it is short")
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test(arguments: IcechunkFixture.all) func keepsToItsLimits(_ fixture: IcechunkFixture) throws {
        var limits = IcechunkLimits()
        limits.decompressedBytes = 256
        let error = #expect(throws: IcechunkError.self) { try run(fixture.store(), limits: limits) }
        #expect(error?.word == "too-large")
    }

    @Test(arguments: IcechunkFixture.all) func refusesCoordinatesOfOtherArrays(_ fixture: IcechunkFixture) {
        #expect(throws: StorageError.damaged(key: "t/c/0", reason: "/t has 2 dimensions, not 1")) {
            try run(fixture.store(), chunk: "0")
        }
    }

    private func run(_ store: MemoryStore, chunk: String? = nil, limits: IcechunkLimits = IcechunkLimits())
        throws
    {
        let cache = ChunkCache(limit: 16 << 20, ledger: MemoryLedger(budget: 16 << 20))
        let repository = IcechunkRepository(store: store, cache: cache, limits: limits)
        let state = try repository.look(context: context)
        let version = try repository.resolve("main", in: state, context: context)
        let snapshot = try repository.store(at: version.snapshot, in: state, context: context)
        _ = try snapshot.documents(context: context)
        guard let chunk else { return }
        _ = try #require(try snapshot.chunk("/t", chunk, context: context))
    }
}
