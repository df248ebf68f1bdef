import Execution
import ObjectStorage
import TestSupport
import Testing

struct VirtualStoresTests {
    private let folder = TemporaryFolder()
    private let engine = TransferEngine()
    private let context = WorkContext.background(seconds: 30)

    private func stores(_ places: [VirtualLocations.Place]) throws -> VirtualStores {
        VirtualStores(
            try VirtualLocations(places),
            environment: StorageEnvironment { _ in nil },
            engine: engine
        )
    }

    /// What `url` leads to, as `label|key`.
    private func target(_ url: String, _ stores: VirtualStores, _ spelling: ReferenceSpelling = .escaped)
        throws
        -> String
    {
        let target = try stores.target(of: url, spelling: spelling)
        return "\(target.store.label)|\(target.key)"
    }

    @Test(arguments: [
        ("https://host/a/b/c.nc", "https://host:443/a|b/c.nc"),
        ("https://HOST:443/a/b%20c", "https://host:443/a|b c"),
        ("https://host/a/deep/x", "https://host:443/a/deep|x"),
        ("https://host/a/x?sig=1#part", "https://host:443/a|x"),
        ("http://host:8080/x", "http://host:8080|x"),
        ("file:///data/x/../y//z", "/data|y/z"), ("/data/y", "/data|y"), ("file:/data/./y", "/data|y"),
        ("s3://mapped/in/side", "/mirror|side"), ("s3a://mapped/in/a%2Bb", "/mirror|a+b"),
        ("s3://mapped/in//side", "/mirror|/side"),
    ])
    func findsThePlaceWithTheLongestPrefix(_ url: String, _ expected: String) throws {
        let stores = try stores([
            .init(prefix: "https://host/a"), .init(prefix: "https://host/a/deep/"),
            .init(prefix: "http://host:8080"), .init(prefix: "file:///data"),
            .init(prefix: "s3://mapped/in/", at: "/mirror"),
        ])
        #expect(try target(url, stores) == expected)
    }

    @Test(arguments: [
        ("https://other/a/b", "https://other/a/"), ("https://host/ab/c", "https://host/ab/"),
        ("http://host/a/b", "http://host/a/"), ("https://host:444/a/b", "https://host:444/a/"),
        ("https://host/x?signature=secret", "https://host/"), ("file:///etc/passwd", "file:///etc/"),
        ("/etc/passwd", "file:///etc/"), ("file:///data/../etc/passwd", "file:///data/../etc/"),
        ("s3://bucket/x", "s3://bucket/"), ("https://host/a/", "https://host/a/"),
    ])
    func refusesWhatNoPrefixCovers(_ url: String, _ prefix: String) throws {
        let stores = try stores([.init(prefix: "https://host/a/"), .init(prefix: "file:///data/")])
        let shown = String(url.prefix { $0 != "?" })
        #expect(throws: VirtualLocationError.notAllowed(url: shown, prefix: prefix)) {
            try target(url, stores)
        }
    }

    @Test(arguments: [
        "https://host/a/../b", "https://host/a/%2e%2E/b", "https://host/a/%zz",
        "relative/path", "", "file://elsewhere/data/x", "s3:bucket/x", "https://host/a/b\nc", "/..",
    ])
    func refusesWhatIsNoAddress(_ url: String) throws {
        let stores = try stores([.init(prefix: "https://host/a/"), .init(prefix: "file:///")])
        #expect(throws: VirtualLocationError.malformed(url: String(url.prefix { $0 != "?" }))) {
            try target(url, stores)
        }
    }

    @Test func showsNoPassword() throws {
        let stores = try stores([])
        #expect(throws: VirtualLocationError.malformed(url: "https://host/a")) {
            try target("https://user:secret@host/a?b", stores)
        }
    }

    @Test func allowsNothingByItself() {
        let stores = VirtualStores(VirtualLocations(), engine: engine)
        #expect(throws: VirtualLocationError.self) { try target("https://host/a", stores) }
        #expect(throws: VirtualLocationError.self) { try target("/etc/passwd", stores) }
    }

    @Test(arguments: ["/data", "data", "", "s3:", "https://user@host/"])
    func wantsPrefixesThatAreURLs(_ prefix: String) {
        #expect(throws: VirtualLocationError.noPrefix(prefix)) {
            try VirtualLocations([.init(prefix: prefix)])
        }
    }

    @Test func keysOfBucketsStandAsTheyAreWhereReferencesWriteThemSo() throws {
        let stores = try stores([.init(prefix: "s3://bucket/", at: "/mirror")])
        #expect(try target("s3://bucket/a%20b?c", stores, .literal) == "/mirror|a%20b?c")
        #expect(try target("s3://bucket/a%20b?c", stores, .escaped) == "/mirror|a b")
    }

    @Test func followsNoLinkOutOfAPlace() throws {
        folder.write([1, 2, 3], to: "inside/file")
        folder.write([4], to: "outside")
        #expect(Command.run(["ln", "-s", "../outside", "\(folder.path)/inside/link"]) == 0)
        let stores = try stores([.init(prefix: "s3://bucket/", at: "\(folder.path)/inside")])
        let file = try stores.target(of: "s3://bucket/file", spelling: .escaped)
        let link = try stores.target(of: "s3://bucket/link", spelling: .escaped)
        #expect(
            try file.store.read(ObjectRequest(key: file.key, maxBytes: 9), context: context).bytes == [
                1, 2, 3,
            ]
        )
        #expect(
            try link.store.read(ObjectRequest(key: link.key, maxBytes: 9), context: context).error
                == .outside(key: "link")
        )
    }
}
