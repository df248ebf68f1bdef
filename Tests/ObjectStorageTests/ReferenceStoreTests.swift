import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// Files of references as fsspec describes them, versions 0 and 1.
struct ReferenceStoreTests {
    private let folder = TemporaryFolder()
    private let engine = TransferEngine()
    private let context = WorkContext.background(seconds: 30)

    private func store(_ json: String, allowed: [VirtualLocations.Place] = []) throws -> ReferenceStore {
        folder.write(Array(json.utf8), to: "refs.json")
        let virtual = VirtualStores(try VirtualLocations(allowed), engine: engine)
        return try #require(
            try ReferenceStore.open(
                "\(folder.path)/refs.json",
                profiles: StorageProfiles(),
                virtual: virtual,
                engine: engine,
                context: context
            )
        )
    }

    private func text(_ store: ReferenceStore, _ key: String, _ range: ByteRange = .whole) throws -> String? {
        let outcome = try store.read(ObjectRequest(key: key, range: range, maxBytes: 100), context: context)
        return outcome.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let contents = #"""
        ".zgroup": "{\"zarr_format\":2}", ".zattrs": {"a": [1, 2.5, NaN], "b": "ü\""},
        "t/0.0": "base64:YWJjZA==", "t/0.1": ["s3://data/file.nc", 3, 4], "t/1.0": ["s3://data/file.nc", 7, 2],
        "t/1.1": ["s3://data/file.nc"], "t/2.0": ["s3://data/none.nc", 0, 1], "t/2.1": ["s3://data/file.nc", 8, 9],
        "t/3.0": ["s3://elsewhere/file.nc", 0, 1]
        """#

    /// Keys that Unicode calls equivalent are two: neither is lost, nor answered with the other's bytes.
    @Test func equivalentKeysAreTwo() throws {
        let store = try store(#"{"\u00fc/0": "one", "u\u0308/0": "two", "\u00fc/1": "three"}"#)
        #expect(try text(store, "\u{FC}/0") == "one" && text(store, "u\u{308}/0") == "two")
        #expect(try text(store, "u\u{308}/1") == nil)
        let listed = try store.list("", most: 9, context: context).prefixes
        #expect(Set(listed.map { Array($0.utf8) }) == [Array("\u{FC}".utf8), Array("u\u{308}".utf8)])
        #expect(try store.list("\u{FC}", most: 9, context: context).objects == ["0", "1"])
    }

    static let files = [
        "{\(contents)}", #"{"version": 1, "refs": {"# + contents + "}}",
        #"{"version": 1, "templates": {"u": "s3://data", "x": "never"}, "gen": [], "refs": {"#
            + contents.replacing("s3://data/", with: "{{ u }}/").replacing(
                "s3://elsewhere",
                with: "{{x}}://x"
            ) + "}}",
    ]

    @Test(arguments: files) func readsWhatIsReferredTo(_ json: String) throws {
        folder.write(Array("0123456789".utf8), to: "mirror/file.nc")
        let store = try store(json, allowed: [.init(prefix: "s3://data/", at: "\(folder.path)/mirror")])
        #expect(try text(store, ".zgroup") == #"{"zarr_format":2}"#)
        #expect(try text(store, ".zattrs") == #"{"a":[1,2.5,NaN],"b":"ü\""}"#)
        #expect(try text(store, "t/0.0") == "abcd")
        #expect(try text(store, "t/0.0", .bytes(offset: 1, count: 2)) == "bc")
        #expect(try text(store, "t/0.1") == "3456")
        #expect(try text(store, "t/0.1", .bytes(offset: 1, count: 2)) == "45")
        #expect(try text(store, "t/0.1", .suffix(count: 1)) == "6")
        #expect(try text(store, "t/1.0") == "78")
        #expect(try text(store, "t/1.1") == "0123456789")
        #expect(try store.read(ObjectRequest(key: "t/9.9", maxBytes: 9), context: context).isAbsent)
        let listing = Listing(prefixes: ["t"], objects: [".zattrs", ".zgroup"])
        #expect(try store.list("", most: 10, context: context) == listing)
        #expect(try store.list("t", most: 10, context: context).objects.count == 7)
        #expect(throws: StorageError.self) { try store.list("t", most: 3, context: context) }
    }

    @Test(arguments: [
        ("t/2.0", StorageError.gone(key: "t/2.0")),
        ("t/2.1", .wrongLength(key: "t/2.1", expected: 9, received: 2)),
        (
            "t/3.0",
            .forbidden(
                key: "t/3.0",
                cause:
                    "the store refers to s3://elsewhere/file.nc, which no allowed prefix covers; to allow it: "
                    + "{prefix: 's3://elsewhere/'}"
            )
        ),
    ])
    func whatIsMissingOrRefusedIsAnError(_ key: String, _ error: StorageError) throws {
        folder.write(Array("0123456789".utf8), to: "mirror/file.nc")
        let store = try store(
            Self.files[0],
            allowed: [.init(prefix: "s3://data/", at: "\(folder.path)/mirror")]
        )
        #expect(try store.read(ObjectRequest(key: key, maxBytes: 100), context: context).error == error)
    }

    @Test func allowsNothingByItself() throws {
        folder.write(Array("secret".utf8), to: "file")
        let store = try store(#"{"a": ["\#(folder.path)/file"], "b": ["file://\#(folder.path)/file"]}"#)
        for key in ["a", "b"] {
            guard
                case .forbidden? = try store.read(ObjectRequest(key: key, maxBytes: 100), context: context)
                    .error
            else {
                Issue.record("\(key) was read")
                continue
            }
        }
    }

    @Test(arguments: [
        ("[]", "holds no references"), ("{", "not JSON"), (#"{"version": 2, "refs": {}}"#, "version 2"),
        (#"{"version": 1}"#, "holds no references"),
        (#"{"version": 1, "refs": {}, "gen": [{"key": "a"}]}"#, "run as a program (gen)"),
        (#"{"version": 1, "refs": {}, "templates": {"f": "{{c}}"}}"#, "template 'f'"),
        (#"{"version": 1, "refs": {"a": ["{{f(c='x')}}"]}}"#, "run as a program (f(c='x'))"),
        (#"{"version": 1, "refs": {"a": ["{{v}}"]}}"#, "the template 'v'"),
        (#"{"a": ["x", 1]}"#, "the reference 'a'"), (#"{"a": ["x", -1, 5]}"#, "the reference 'a'"),
        (#"{"a": ["x", 9223372036854775807, 5]}"#, "the reference 'a'"), (#"{"a": []}"#, "the reference 'a'"),
        (#"{"a": 5}"#, "the reference 'a'"), (#"{"a": "base64:***"}"#, "the reference 'a'"),
        (#"{"a": [null, 0, 1]}"#, "the reference 'a'"),
    ])
    func refusesWhatIsNone(_ json: String, _ reason: String) {
        let error = #expect(throws: StorageError.self) { try store(json) }
        guard case .damaged(_, let text)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(text.contains(reason), "\(text)")
    }

    /// What is too long, or in a format without a reader here, is refused by what it is.
    @Test(arguments: [("refs.json", "a file of references of"), ("refs.parquet", "references in Parquet")])
    func isRefusedByWhatItIs(name: String, reason: String) throws {
        folder.write([UInt8](repeating: UInt8(ascii: " "), count: 2000), to: name)
        let virtual = VirtualStores(VirtualLocations(), engine: engine)
        let error = #expect(throws: StorageError.self) {
            try ReferenceStore.open(
                "\(folder.path)/\(name)",
                profiles: StorageProfiles(),
                virtual: virtual,
                engine: engine,
                maxBytes: 1000,
                context: context
            )
        }
        guard case .damaged(name, let told)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(told.contains(reason) && told.contains("Icechunk"), "\(told)")
    }

    @Test(arguments: ["/data/air.zarr", "s3://bucket/data", "/data/refs.json/", "/json"])
    func otherLocationsAreNoFilesOfReferences(_ location: String) throws {
        let virtual = VirtualStores(VirtualLocations(), engine: engine)
        let store = try ReferenceStore.open(
            location,
            profiles: StorageProfiles(),
            virtual: virtual,
            engine: engine,
            context: context
        )
        #expect(store == nil)
    }

    @Test(.enabled(if: SharedData.isThere)) func rangesThatLieTogetherAreAskedForAtOnce() throws {
        let server = try #require(FaultServer(rules: "[]"))
        server.folder.write(FaultServer.pattern(200_000), to: "data/file")
        let http = HTTPStore(location: try #require(HTTPLocation(server.address)), engine: engine)
        let requests = [(0, 100), (5000, 10), (100, 100), (150_000, 7), (150, 100)].map { offset, count in
            ObjectRequest(key: "data/file", range: .bytes(offset: offset, count: count), maxBytes: count)
        }
        var received: [Int: [UInt8]] = [:]
        try http.readJoining(requests, context: context) { index, outcome in received[index] = outcome.bytes }
        let pattern = FaultServer.pattern(200_000)
        for (index, request) in requests.enumerated() {
            #expect(received[index] == Array(pattern[request.range.resolved(length: pattern.count)]))
        }
        #expect(http.counters.gets == 2)
    }
}
