import Execution
import Glibc
import ObjectStorage
import TestSupport
import Testing

/// No key and no reference opens what lies outside of a store, however it is spelled: generated cases.
struct NoWayOutTests {
    private static let secret: [UInt8] = Array("outside of the store".utf8)

    private let folder = TemporaryFolder()
    private let context = WorkContext.background(seconds: 60)

    /// A store with files, folders and links that lead in and out of it, and the secret beside it.
    init() {
        folder.write(Self.secret, to: "secret")
        folder.write(Self.secret, to: "beside/secret")
        folder.write([1], to: "store/a/b/c")
        folder.write([2], to: "store/zarr.json")
        let links = [
            ("../secret", "out"), ("..", "up"), ("\(folder.path)/secret", "absolute"), (folder.path, "top"),
            ("../beside", "beside"), ("a", "in"), ("a/../../secret", "round"), ("loop", "loop"),
            ("up/secret", "twice"), ("/", "root"), ("/proc/self/root\(folder.path)/secret", "proc"),
        ]
        for (target, name) in links {
            symlink(target, "\(folder.path)/store/\(name)")
            symlink(target, "\(folder.path)/store/a/\(name)")
        }
    }

    private static let parts = [
        "..", ".", "", "a", "b", "c", "secret", "out", "up", "absolute", "top", "beside", "in", "round",
        "loop",
        "twice", "root", "proc", "store", "zarr.json", "%2e%2e", "..%2f", "\u{0}", "~", "tmp", "etc",
        "hostname",
    ]

    private func path(_ random: inout SplitMix) -> String {
        let count = Int.random(in: 1...6, using: &random)
        let parts = (0..<count).map { _ in Self.parts.randomElement(using: &random) ?? "" }
        // Straight to the secret now and then, from wherever that is.
        let end =
            Bool.random(using: &random) ? ["secret"] : folder.path.split(separator: "/").map(String.init)
        return (Bool.random(using: &random) ? "/" : "") + (parts + end).joined(separator: "/")
    }

    private func read(_ store: any ObjectStore, _ key: String) throws -> [UInt8]? {
        try store.read(ObjectRequest(key: key, maxBytes: 100), context: context).bytes
    }

    @Test(arguments: [UInt64(1), 2, 3]) func noKeyLeadsOutOfAFolder(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let store = FileStore(root: "\(folder.path)/store")
        #expect(try read(store, "a/b/c") == [1] && read(store, "in/b/c") == [1])
        #expect(try read(FileStore(root: folder.path), "secret") == Self.secret)
        for _ in 0..<2000 {
            let key = path(&random)
            #expect(try read(store, key) != Self.secret, "\(key)")
            let listing = try? store.list(key, most: 100, context: context)
            #expect(listing?.objects.contains("secret") != true, "\(key)")
        }
    }

    /// Prefixes that are listed, one of them mapped to the folder, and addresses that begin with them or nearly so.
    @Test(arguments: [UInt64(4), 5, 6]) func noReferenceLeadsOutOfAPrefix(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let inside = "\(folder.path)/store"
        let stores = VirtualStores(
            try VirtualLocations([
                .init(prefix: "s3://bucket/x/", at: inside), .init(prefix: "file://\(inside)/"),
            ]),
            environment: StorageEnvironment { _ in nil },
            engine: TransferEngine()
        )
        let beginnings = [
            "s3://bucket/x/", "s3://bucket/x", "s3://bucket/", "file://\(inside)/", "file://\(inside)",
            inside,
            "file:\(inside)/", "file://localhost\(inside)/", "FILE://\(inside)/", "s3a://bucket/x/",
        ]
        var (opened, refused) = (0, 0)
        for number in 0..<2000 {
            let tail = number % 50 == 0 ? "a/b/c" : path(&random)
            let url = (beginnings.randomElement(using: &random) ?? "") + tail
            let spelling: ReferenceSpelling = Bool.random(using: &random) ? .escaped : .literal
            do {
                let target = try stores.target(of: url, spelling: spelling)
                let bytes = try read(target.store, target.key)
                #expect(bytes != Self.secret, "\(url)")
                opened += bytes == nil ? 0 : 1
            } catch is VirtualLocationError {
                refused += 1
            } catch is StoreLocationError {
                refused += 1
            }
        }
        #expect(opened > 5 && refused > 50, "\(opened) \(refused)")
    }
}
