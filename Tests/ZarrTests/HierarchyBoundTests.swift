import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Hierarchies that are more than they look, and such that are nothing but an array.
struct HierarchyBoundTests {
    private let context = WorkContext.background(seconds: 30)
    private static let group = #"{"zarr_format":3,"node_type":"group"}"#

    private static func array(_ attributes: String = "{}") -> String {
        """
        {"zarr_format":3,"node_type":"array","shape":[4],"data_type":"uint8","fill_value":7,"attributes":\(attributes),
        "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[2]}},"dimension_names":["x"],
        "chunk_key_encoding":{"name":"default"},"codecs":["bytes"]}
        """
    }

    /// As zarr-python lists them; a folder of another program (`.git`) is not looked into.
    @Test func groupsMayBeginWithADot() throws {
        let store = MemoryStore([
            "zarr.json": Array(Self.group.utf8), ".hidden/zarr.json": Array(Self.group.utf8),
            ".hidden/.v/zarr.json": Array(Self.array().utf8),
            ".git/objects/zarr.json": Array(Self.group.utf8),
        ])
        let root = try Fixture.reader().open(store, path: "", context: context)
        #expect(root.groups.map(\.path) == [".hidden"])
        #expect(root.group(at: ".hidden")?.arrays.map(\.metadata.name) == [".v"])
        #expect(!store.takeAskedKeys().contains { $0.hasPrefix(".git/objects") })
    }

    /// A branch that is too deep is unreadable, by its name; what is beside it is not.
    @Test(arguments: [false, true]) func aDeepBranchSpoilsItself(isConsolidated: Bool) throws {
        var limits = ZarrLimits()
        // Of documents too: those here are less deep.
        limits.depth = 8
        var nodes = [("a", Self.array())]
        let deep = (1...11).map { Array(repeating: "g", count: $0).joined(separator: "/") }
        nodes += deep.map { ($0, Self.group) } + [("g/g/b", Self.array()), (deep[10] + "/c", Self.array())]
        var objects = ["zarr.json": Array((isConsolidated ? ZarrText.consolidated(nodes) : Self.group).utf8)]
        if !isConsolidated {
            for (path, document) in nodes { objects["\(path)/zarr.json"] = Array(document.utf8) }
        }
        let root = try Fixture.reader(limits: limits).open(MemoryStore(objects), path: "", context: context)
        #expect(root.arrays.map(\.metadata.name) == ["a"] && root.unusable.isEmpty)
        #expect(root.group(at: "g/g")?.arrays.map(\.metadata.name) == ["b"])
        let unusable = try #require(root.group(at: deep[7])?.unusable)
        #expect(unusable.map(\.name) == ["g"])
        #expect(unusable.map { "\($0.error)" } == ["/\(deep[8]): nested deeper than 8 levels"])
    }

    /// A store of which one folder cannot be listed.
    private struct Shy: ListableStore {
        let store: MemoryStore
        let folder: String
        let error: StorageError

        var label: String { store.label }

        func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
            if prefix == folder { throw error }
            return try store.list(prefix, most: most, context: context)
        }

        func read(
            _ requests: [ObjectRequest],
            context: WorkContext,
            deliver: (Int, ObjectOutcome) throws -> Void
        ) throws { try store.read(requests, context: context, deliver: deliver) }
    }

    @Test func aFolderThatCannotBeListedSpoilsItself() throws {
        let store = MemoryStore([
            "zarr.json": Array(Self.group.utf8), "a/zarr.json": Array(Self.array().utf8),
            "g/zarr.json": Array(Self.group.utf8), "g/b/zarr.json": Array(Self.array().utf8),
        ])
        let closed = StorageError.system(key: "g", cause: "Permission denied")
        let root = try Fixture.reader().open(
            Shy(store: store, folder: "g", error: closed),
            path: "",
            context: context
        )
        #expect(root.arrays.map(\.metadata.name) == ["a"] && root.unusable.map(\.name) == ["g"])
        // A store that does not answer says nothing of what it holds; nor does one whose root is closed.
        for (folder, error) in [("g", StorageError.timedOut(key: "g")), ("", closed)] {
            #expect(throws: ZarrError.storage(error)) {
                try Fixture.reader().open(
                    Shy(store: store, folder: folder, error: error),
                    path: "",
                    context: context
                )
            }
        }
    }

    /// Each document is small enough, all of them together are not.
    @Test func documentsTogetherHaveABound() throws {
        var objects = ["zarr.json": Array(Self.group.utf8)]
        let attributes = "{\"a\":\"\(String(repeating: "x", count: 1000))\"}"
        for number in 0..<20 { objects["a\(number)/zarr.json"] = Array(Self.array(attributes).utf8) }
        var limits = ZarrLimits()
        let store = MemoryStore(objects)
        #expect(try Fixture.reader(limits: limits).open(store, path: "", context: context).arrays.count == 20)
        limits.hierarchyBytes = 10_000
        let error = try #require(throws: ZarrError.self) {
            try Fixture.reader(limits: limits).open(store, path: "", context: context)
        }
        guard case .tooLarge(_, _, limit: 10_000, raisedBy: .fixed) = error else {
            Issue.record("\(error)")
            return
        }
    }

    /// Python's `gzip.compress(b'{"zarr_format":3,"node_type":"group"}')` unpacks to 37 bytes, which count too.
    @Test func unpackedDocumentsCount() throws {
        let text = "H4sIAAAAAAACA6tWqkosKopPyy/KTSxRsjLWUcrLT0mNL6ksSFWyUkovyi8tUKoFAKmIVPklAAAA"
        let file = try #require(ReadableBase64.decode(text))
        var limits = ZarrLimits()
        let store = MemoryStore(["zarr.json": file])
        _ = try Fixture.reader(limits: limits).open(store, path: "", context: context)
        limits.hierarchyBytes = file.count + 10
        #expect(throws: ZarrError.self) {
            try Fixture.reader(limits: limits).open(store, path: "", context: context)
        }
    }

    // MARK: Names that Unicode calls equivalent

    /// `ü` as one scalar and as two: two files, two members of a document.
    private static let equivalents = ["\u{FC}", "u\u{308}"]

    /// Neither can be used, as their data and metadata would be taken for each other's.
    @Test(arguments: [true, false]) func equivalentNamesAreRefused(isConsolidated: Bool) throws {
        let nodes =
            Self.equivalents.map { "\"\($0)\":\(Self.array("{\"of\":\"\($0)\"}"))" } + [
                "\"x\":\(Self.array())"
            ]
        guard isConsolidated else {
            let folder = TemporaryFolder()
            folder.write(Self.group, to: "zarr.json")
            for name in Self.equivalents + ["x"] { folder.write(Self.array(), to: "\(name)/zarr.json") }
            return try expectRefusal(of: FileStore(root: folder.path))
        }
        let text = """
            {"zarr_format":3,"node_type":"group","consolidated_metadata":{"kind":"inline","metadata":{
            \(nodes.joined(separator: ","))}}}
            """
        try expectRefusal(of: MemoryStore(["zarr.json": Array(text.utf8)]))
    }

    private func expectRefusal(of store: any ObjectStore) throws {
        let root = try Fixture.reader().open(store, path: "", context: context)
        #expect(root.arrays.map(\.metadata.name) == ["x"])
        #expect(root.unusable.count == 1)
        let words = root.unusable.first.map { "\($0.error)" } ?? ""
        #expect(words.contains("Unicode"), "\(words)")
    }

    // MARK: Names that no key may have

    /// Each array, and a group with one in it, is named in its visible form, once.
    @Test(arguments: ["v2", "v3", "listed", "on disk"]) func controlCharactersAreNamed(form: String) throws {
        let names = ["a\u{1}b", "line\u{A}", "c\u{7F}"]
        let store: any ObjectStore
        switch form {
        case "v3":
            let keys = names.map { "\"\(Self.escaped($0))\":\(Self.array())" } + ["\"x\":\(Self.array())"]
            let text = """
                {"zarr_format":3,"node_type":"group","consolidated_metadata":{"kind":"inline","metadata":{
                \(keys.joined(separator: ","))}}}
                """
            store = MemoryStore(["zarr.json": Array(text.utf8)])
        case "v2":
            let keys = (names + ["x"]).flatMap { name in
                [(".zarray", Self.old), (".zattrs", "{}")].map { document, text in
                    "\"\(Self.escaped(name))/\(document)\":\(text)"
                }
            }
            let text = #"{"zarr_consolidated_format":1,"metadata":{\#(keys.joined(separator: ","))}}"#
            store = MemoryStore([".zmetadata": Array(text.utf8)])
        case "listed":
            var objects = ["zarr.json": Array(Self.group.utf8)]
            for name in names + ["x"] { objects["\(name)/zarr.json"] = Array(Self.array().utf8) }
            store = MemoryStore(objects)
        default:
            let folder = TemporaryFolder()
            folder.write(Self.group, to: "zarr.json")
            for name in names + ["x"] { folder.write(Self.array(), to: "\(name)/zarr.json") }
            try expectNamed(FileStore(root: folder.path))
            return
        }
        try expectNamed(store)
    }

    /// As JSON writes it.
    private static func escaped(_ name: String) -> String {
        String(decoding: JSONValue.string(name).bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    private static let old =
        #"{"zarr_format":2,"shape":[4],"chunks":[2],"dtype":"|u1","compressor":null,"filters":null,"fill_value":7,"order":"C"}"#

    private func expectNamed(_ store: any ObjectStore) throws {
        let root = try Fixture.reader().open(store, path: "", context: context)
        #expect(root.arrays.map(\.metadata.name) == ["x"])
        #expect(root.unusable.map(\.name).sorted() == ["a<U+0001>b", "c<U+007F>", "line<U+000A>"])
        #expect(root.unusable.allSatisfy { "\($0.error)".contains($0.name) })
    }

    /// In the group that they are in, or the nearest one that there is: also of a group that is opened alone.
    @Test func groupsTellOfTheirOwn() throws {
        let keys = [
            ("g", Self.group), ("g/x", Self.array()), ("g/a\\u0001", Self.array()), ("none//b", Self.array()),
        ]
        let text = """
            {"zarr_format":3,"node_type":"group","consolidated_metadata":{"kind":"inline","metadata":{
            \(keys.map { "\"\($0)\":\($1)" }.joined(separator: ","))}}}
            """
        let store = MemoryStore(["zarr.json": Array(text.utf8)])
        let root = try Fixture.reader().open(store, path: "", context: context)
        #expect(root.unusable.map(\.name) == ["(empty)"])
        #expect(root.group(at: "g")?.unusable.map(\.name) == ["a<U+0001>"])
        let alone = try Fixture.reader().open(store, path: "g", context: context)
        #expect(alone.unusable.map(\.name) == ["a<U+0001>"])
    }

    // MARK: Memory

    private static func reader(_ ledger: MemoryLedger) -> ZarrReader {
        Fixture.reader(cache: ChunkCache(limit: 1 << 20, ledger: ledger))
    }

    /// A tree of arrays whose metadata take 1,536 bytes each at least.
    private static func tree(_ count: Int) -> MemoryStore {
        var nodes: [String] = []
        for number in 0..<count { nodes.append("\"a\(number)\":\(array())") }
        let text = """
            {"zarr_format":3,"node_type":"group","consolidated_metadata":{"kind":"inline","metadata":{
            \(nodes.joined(separator: ","))}}}
            """
        return MemoryStore(["zarr.json": Array(text.utf8)])
    }

    @Test func aHierarchyIsHeldForAsLongAsItIsThere() throws {
        let ledger = MemoryLedger(budget: 32 << 20)
        var group: ZarrGroup? = try Self.reader(ledger).open(Self.tree(1000), path: "", context: context)
        #expect(group?.arrays.count == 1000)
        let held = try #require(group?.heldBytes)
        #expect(held >= 1000 * 1536 && ledger.held == held && ledger.reserved == 0)
        // Its documents were there too.
        #expect(ledger.maxReserved > 1 << 20)
        group = nil
        #expect(ledger.held == 0)
        // What is small is not counted.
        let small = try Self.reader(ledger).open(Self.tree(10), path: "", context: context)
        #expect(small.heldBytes == 0 && ledger.held == 0)
    }

    @Test func moreThanAWorkerMayHoldIsRefused() throws {
        let ledger = MemoryLedger(budget: 64 << 20)
        let most = ledger.maxHeld
        let error = try #require(throws: ZarrError.self) {
            try Self.reader(ledger).open(Self.tree(11_000), path: "", context: context)
        }
        guard case .tooLarge(key: "the metadata below /", let bytes, limit: most, raisedBy: .memory) = error
        else {
            Issue.record("\(error)")
            return
        }
        #expect(bytes >= 11_000 * 1536 && ledger.held == 0 && ledger.reserved == 0)
    }

    /// A list of empty objects takes many times its text: 3 MB of it more than a worker has, or has left.
    @Test func valuesOfDocumentsHaveTheWorkersMemory() throws {
        let list = String(repeating: "{},", count: 1_000_000)
        let text = "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"a\":[\(list)0]}}"
        let store = MemoryStore(["zarr.json": Array(text.utf8)])
        #expect(throws: ZarrError.self) {
            try Self.reader(MemoryLedger(budget: 24 << 20)).open(store, path: "", context: context)
        }
        let ledger = MemoryLedger(budget: 512 << 20)
        let taken = try ledger.reserve(500 << 20, context: context)
        let refusal = Interruption.memoryExhausted(requested: 3_000_060 * 16, budget: 512 << 20)
        try withExtendedLifetime(taken) {
            #expect(throws: refusal) { try Self.reader(ledger).open(store, path: "", context: context) }
        }
        #expect(ledger.reserved <= 500 << 20)
    }

    /// A text of 4.5 MB among many documents: sixteen times its length, and what is counted of the others, are more than the
    /// worker has, and what it really takes is not.
    @Test func aLongDocumentAmongManyIsRead() throws {
        var objects = ["zarr.json": Array(Self.group.utf8)]
        for number in 0..<700 { objects["a\(number)/zarr.json"] = Array(Self.array().utf8) }
        let text = String(repeating: "x", count: 4_500_000)
        objects["long/zarr.json"] = Array(Self.array("{\"a\":\"\(text)\"}").utf8)
        let ledger = MemoryLedger(budget: 64 << 20)
        let root = try Self.reader(ledger).open(MemoryStore(objects), path: "", context: context)
        #expect(root.arrays.count == 701)
    }

    // MARK: One array

    static let roots: [[String: String]] = [
        ["zarr.json": array(#"{"units":"K"}"#)],
        [
            ".zarray":
                #"{"zarr_format":2,"shape":[4],"chunks":[2],"dtype":"|u1","fill_value":7,"dimension_separator":"/"}"#,
            ".zattrs": #"{"units":"K","_ARRAY_DIMENSIONS":["x"]}"#,
        ],
    ]

    /// A store whose root is an array is a group of that array alone, which is called `data`.
    @Test(arguments: roots) func aStoreMayBeOneArray(_ documents: [String: String]) throws {
        var objects = documents.mapValues { Array($0.utf8) }
        objects["c/1"] = [3, 4]
        objects["1"] = [3, 4]
        for store: any ObjectStore in [MemoryStore(objects), UnlistedStore(MemoryStore(objects))] {
            let root = try Fixture.reader().open(store, path: "", context: context)
            let array = try #require(root.arrays.first)
            #expect(root.arrays.count == 1 && root.groups.isEmpty && root.unusable.isEmpty)
            #expect(root.path == "" && array.metadata.name == "data" && root.attributes.isEmpty)
            #expect(array.metadata.attributes["units"] == "K" && array.metadata.dimensionNames == ["x"])
            #expect(try WholeArray.bytes(of: array, context: context) == [7, 7, 3, 4])
        }
    }

    @Test func anArrayFurtherDownMayBeOpenedLikeThat() throws {
        let store = MemoryStore([
            "zarr.json": Array(Self.group.utf8), "g/t/zarr.json": Array(Self.array().utf8),
        ])
        let group = try Fixture.reader().open(store, path: "g/t", context: context)
        #expect(group.arrays.map(\.metadata.name) == ["t"])
    }

    @Test func aRootThatCannotBeUnderstoodIsAnUnusableArray() throws {
        let document = Self.array().replacing("uint8", with: "float8_e4m3")
        let root = try Fixture.reader().open(
            MemoryStore(["zarr.json": Array(document.utf8)]),
            path: "",
            context: context
        )
        #expect(root.arrays.isEmpty && root.unusable.map(\.name) == ["data"])
    }

    /// Lists and objects in attributes stay what they are.
    @Test func nestedAttributesAreKept() throws {
        let attributes = #"{"a":{"b":[1,{"c":null}],"d":1.5},"e":[]}"#
        let store = MemoryStore(["zarr.json": Array(Self.array(attributes).utf8)])
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(
            String(decoding: array.metadata.attributes["a"]?.bytes ?? [], as: UTF8.self)
                == #"{"b":[1,{"c":null}],"d":1.5}"#
        )
        #expect(array.metadata.attributes["e"] == [])
    }

    // MARK: What is not there

    @Test func noFolderIsAnotherMistakeThanNoNode() throws {
        let folder = TemporaryFolder()
        let missing = try #require(throws: ZarrError.self) {
            try Fixture.reader().open(FileStore(root: folder.path + "/none"), path: "", context: context)
        }
        guard case .storage(.noStore(let cause)) = missing else {
            Issue.record("\(missing)")
            return
        }
        #expect(cause.contains("\(folder.path)/none"))
        #expect(throws: ZarrError.noNode(path: "")) {
            try Fixture.reader().open(FileStore(root: folder.path), path: "", context: context)
        }
        #expect(throws: ZarrError.noNode(path: "x")) {
            try Fixture.reader().openArray(FileStore(root: folder.path), path: "x", context: context)
        }
        let archive = ZipStore(FileStore(root: folder.path), key: "x.zip")
        let absent = try #require(throws: ZarrError.self) {
            try Fixture.reader().openArray(archive, path: "", context: context)
        }
        guard case .storage(.noStore) = absent else {
            Issue.record("\(absent)")
            return
        }
    }

    /// A link that leads out of the store is said to be one, and spoils only what is behind it.
    @Test func linksThatLeadOutAreTold() throws {
        let (folder, other) = (TemporaryFolder(), TemporaryFolder())
        folder.write(Array(Self.group.utf8), to: "zarr.json")
        folder.write(Array(Self.array().utf8), to: "t/zarr.json")
        other.write(Array(Self.array().utf8), to: "zarr.json")
        other.write([1, 2], to: "c/0")
        _ = Command.run(["ln", "-s", other.path, folder.path + "/u"])
        _ = Command.run(["ln", "-s", other.path + "/c", folder.path + "/t/c"])
        let root = try Fixture.reader().open(FileStore(root: folder.path), path: "", context: context)
        #expect(root.arrays.map(\.metadata.name) == ["t"])
        let node = try #require(root.unusable.first)
        #expect(node.name == "u" && node.error == .storage(.outside(key: "u/zarr.json")))
        #expect(node.error.description.contains("leads out of the store"))
        let array = try #require(root.arrays.first)
        let refusal = #expect(throws: ZarrError.self) { try WholeArray.bytes(of: array, context: context) }
        // Chunks are read at the same time: any may be the first.
        guard case .storage(.outside(let key)) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(key.hasPrefix("t/c/"))
    }
}

/// Enough base64 for a fixture.
private enum ReadableBase64 {
    static func decode(_ text: String) -> [UInt8]? {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var (bits, count, bytes) = (0, 0, [UInt8]())
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = letters.firstIndex(of: byte) else { return nil }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 255))
            }
        }
        return bytes
    }
}
