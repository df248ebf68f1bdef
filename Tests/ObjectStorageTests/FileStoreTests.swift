import Execution
import Glibc
import ObjectStorage
import TestSupport
import Testing

struct FileStoreTests {
    private let folder = TemporaryFolder()
    private let context = WorkContext.background(seconds: 30)

    private var store: FileStore { FileStore(root: folder.path) }

    private func outcome(_ key: String, _ range: ByteRange = .whole, most: Int = 1000) throws -> ObjectOutcome
    {
        try store.read(ObjectRequest(key: key, range: range, maxBytes: most), context: context)
    }

    @Test(arguments: [
        (ByteRange.whole, "0123456789"), (.bytes(offset: 2, count: 3), "234"),
        (.bytes(offset: 8, count: 9), "89"),
        (.bytes(offset: 10, count: 1), ""), (.bytes(offset: 99, count: 1), ""), (.suffix(count: 4), "6789"),
        (.suffix(count: 40), "0123456789"), (.bytes(offset: -5, count: 2), "01"),
        (.bytes(offset: 3, count: -1), ""),
    ])
    func readsRanges(_ range: ByteRange, _ expected: String) throws {
        folder.write(Array("0123456789".utf8), to: "a/b")
        guard case .found(let object) = try outcome("a/b", range) else {
            Issue.record("not found")
            return
        }
        #expect(object.bytes.withBytes { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(object.objectLength == 10)
    }

    @Test(arguments: ["a", "a/b/c", "missing", "a/missing", "a/b c", "A/B"])
    func callsWhatIsNoFileAbsent(_ key: String) throws {
        folder.write([1], to: "a/b")
        #expect(try outcome(key).isAbsent)
    }

    @Test(arguments: ["", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a\u{0}b", "a\nb"])
    func refusesKeysThatLeadElsewhere(_ key: String) throws {
        folder.write([1], to: "a/b")
        #expect(try outcome(key).error == .badKey(key: key))
    }

    @Test func followsNoLinkOutOfItsFolder() throws {
        folder.write([1], to: "inside/file")
        symlink("/etc", "\(folder.path)/outside")
        symlink("/etc/hostname", "\(folder.path)/file")
        symlink("inside", "\(folder.path)/link")
        #expect(try outcome("outside/hostname").error == .outside(key: "outside/hostname"))
        #expect(try outcome("file").error == .outside(key: "file"))
        #expect(try outcome("link/file").bytes == [1])
    }

    @Test func refusesMoreThanTheCallerTakes() throws {
        folder.write([UInt8](repeating: 7, count: 100), to: "long")
        #expect(try outcome("long", most: 99).error == .tooLong(key: "long", bytes: 100, limit: 99))
        #expect(try outcome("long", .suffix(count: 99), most: 99).bytes?.count == 99)
    }

    @Test func validatorsFollowTheBytes() throws {
        folder.write([1, 2], to: "file")
        guard case .found(let first) = try outcome("file"), case .found(let again) = try outcome("file")
        else {
            Issue.record("not found")
            return
        }
        #expect(first.validator == again.validator)
        folder.write([1, 2, 3], to: "file")
        guard case .found(let changed) = try outcome("file") else { return }
        #expect(first.validator != changed.validator)
    }

    @Test func aMissingRootMakesEverythingAbsent() throws {
        let store = FileStore(root: "\(folder.path)/nowhere")
        #expect(try store.read(ObjectRequest(key: "a", maxBytes: 1), context: context).isAbsent)
        #expect(try store.list("", most: 10, context: context) == Listing(prefixes: [], objects: []))
    }

    @Test func aNamedPipeDoesNotMakeAReaderWait() throws {
        mkfifo("\(folder.path)/pipe", 0o600)
        #expect(try outcome("pipe").error != nil)
    }

    @Test func listsOneLevel() throws {
        folder.write([1], to: "b/zarr.json")
        folder.write([1], to: "a/deep/zarr.json")
        folder.write([1], to: "zarr.json")
        #expect(
            try store.list("", most: 10, context: context)
                == Listing(prefixes: ["a", "b"], objects: ["zarr.json"])
        )
        #expect(try store.list("a", most: 10, context: context) == Listing(prefixes: ["deep"], objects: []))
        #expect(throws: StorageError.self) { try store.list("", most: 2, context: context) }
        #expect(throws: StorageError.badKey(key: "..")) { try store.list("..", most: 2, context: context) }
    }

    @Test func countsWhatItReads() throws {
        folder.write([1, 2, 3], to: "file")
        let store = store
        _ = try store.read(ObjectRequest(key: "file", maxBytes: 10), context: context)
        _ = try store.read(ObjectRequest(key: "none", maxBytes: 10), context: context)
        #expect((store.counters.gets, store.counters.bytes, store.counters.errors) == (2, 3, 0))
        #expect(context.measurements.count(of: .storeReads) == 2)
        #expect(context.measurements.count(of: .storeBytes) == 3)
    }
}
