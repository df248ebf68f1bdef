import Glibc
import TestSupport
import Testing

@testable import Operations

/// Where the folder of `cache` may be, and where it would lie among what is served or what the system has.
@Suite struct CachePlaceTests {
    private let folder = TemporaryFolder()

    init() throws {
        for name in ["store.zarr/v/c", "published/a.zarr", "other", "used/indexes", "used/0a", "dots"] {
            #expect(Command.run(["mkdir", "-p", "\(folder.path)/\(name)"]) == 0)
        }
        folder.write([1], to: "archives/a.zip")
        folder.write([1], to: "other/letter.txt")
        folder.write([1], to: "used/usage")
        folder.write([1], to: "dots/.keep")
        folder.write(Array("0123456789abcdef0123456789abcdef\n".utf8), to: "gate.conf")
        for (name, mode) in [("sticky", "1777"), ("open", "777"), ("grouped", "770")] {
            #expect(Command.run(["mkdir", "-m", mode, "\(folder.path)/\(name)"]) == 0)
        }
        for (name, target) in [("link", "store.zarr"), ("away", "other"), ("up", ".")] {
            #expect(symlink("\(folder.path)/\(target)", "\(folder.path)/\(name)") == 0)
        }
    }

    /// `path` and what is said of it; nothing where it may be there.
    struct Row: Sendable, CustomTestStringConvertible {
        let path: String
        let says: String?
        /// What is offered instead.
        let ends: String
        var testDescription: String { path }

        init(_ path: String, _ says: String? = nil) {
            (self.path, self.says) = (path, says)
            ends = ": name a folder for nothing else, such as /var/cache/sluice"
        }

        init(_ path: String, open: Bool) {
            (self.path, says) = (path, "/\(path) is a folder that anybody may write to: chmod o-w /")
            ends = ", or name one of the service's own"
        }
    }

    static let rows = [
        Row("/", "/ is the root of all folders: name a folder for nothing else, such as /var/cache/sluice"),
        Row("//", "is the root of all folders"), Row("/tmp/..", "is the root of all folders"),
        Row("/etc", "/etc is a folder of the system"),
        Row("/etc/sluice/cache", "/etc/sluice/cache lies in a folder of the system, /etc"),
        Row("/usr/share/x", "lies in a folder of the system, /usr/share"),
        Row("/var", "/var is a folder that others share"), Row("/var/cache", "is a folder that others share"),
        Row("/tmp", "is a folder that others share"), Row("/usr", "is a folder that others share"),
        Row("/var/cache/sluice"), Row("/etcetera"), Row("/nowhere/at/all"),
        Row("store.zarr", "/store.zarr is the store of the dataset 'one'"),
        Row("store.zarr/", "is the store of the dataset 'one'"),
        Row("store.zarr/v", "/v lies in the store of the dataset 'one', "),
        Row("store.zarr/not/there/yet", "lies in the store of the dataset 'one', "),
        Row("link", "is the store of the dataset 'one'"),
        Row("link/x", "lies in the store of the dataset 'one', "),
        Row("other/../store.zarr", "is the store of the dataset 'one'"),
        Row("other/none/../../store.zarr", "is the store of the dataset 'one'"),
        Row(".", "holds the store of the dataset 'one', "),
        Row("up", "holds the store of the dataset 'one', "),
        Row("archives", "holds the store of the dataset 'two', "),
        Row("archives/a.zip", "is the store of the dataset 'two'"),
        Row("away", "holds the store of the dataset 'three', "),
        Row("published", "is a folder that 'publish' looks into"),
        Row("published/cache", "lies in a folder that 'publish' looks into, "),
        Row("nginx", "is nginx's cache ('site: cache: path')"),
        Row("nginx/sluice", "lies in nginx's cache ('site: cache: path'), "),
        Row("spool", "is where long answers wait ('server: spool_directory')"), Row("spool/sluice"),
        Row("sockets", "is the folder of the sockets ('site: sockets')"),
        Row("logins", "holds the file of tokens ('login: tokens'), "),
        Row("logins/cache"), Row("gates", "holds the gate's file ('server: gate_file'), "),
        Row("datasets.d", "is where datasets are added"),
        Row("datasets.d/cache", "lies where datasets are added, in "),
        Row("people", "holds the users file ('login: users_file'), "),
        Row("sticky", open: true), Row("open", open: true), Row("sticky/own"), Row("grouped"),
        Row("store.zar"), Row("store.zarr.cache"), Row("used"), Row("new"),
    ]

    @Test(arguments: rows) func isRefusedOrNot(_ row: Row) throws {
        let yaml = """
            cache: {path: "\(row.path)"}
            publish: [{prefix: published}]
            server: {spool_directory: "\(folder.path)/spool", gate_file: gates/gate.conf}
            login: {tokens: {path: logins/tokens}, users_file: people/users}
            site: {sockets: "\(folder.path)/sockets", cache: {path: "\(folder.path)/nginx"}}
            datasets:
            - {id: far, store: "s3://bucket/store.zarr"}
            - {id: one, store: store.zarr}
            - {id: two, store: "file://\(folder.path)/archives/a.zip"}
            - {id: three, store: other/inner.zarr}
            """
        let configuration = try Configuration(yaml: yaml, file: "c", directory: folder.path)
        let cache = try #require(configuration.cache)
        let file = "\(folder.path)/c.yaml"
        let refusal = CachePlace.refusal(of: cache, in: configuration, file: file)
        if let says = row.says {
            #expect(refusal?.contains(says) == true, "\(refusal ?? "accepted")")
            #expect(refusal?.hasSuffix(row.ends) == true, "\(refusal ?? "")")
        } else {
            #expect(refusal == nil)
        }
    }

    /// The root of a file system of its own is nobody else's, and open as it comes: so are a fresh tmpfs and an `emptyDir` of
    /// Kubernetes.
    @Test(.enabled(if: isOpenRoot("/dev/shm"))) func theRootOfAMountMayBeOpen() throws {
        let yaml = "cache: {path: /dev/shm}\ndatasets: [{id: one, store: store.zarr}]\n"
        let configuration = try Configuration(yaml: yaml, file: "c", directory: folder.path)
        let cache = try #require(configuration.cache)
        #expect(CachePlace.refusal(of: cache, in: configuration, file: "\(folder.path)/c.yaml") == nil)
    }

    private static func isOpenRoot(_ path: String) -> Bool {
        var (found, above) = (stat(), stat())
        return stat(path, &found) == 0 && stat("\(path)/..", &above) == 0 && found.st_dev != above.st_dev
            && found.st_mode & mode_t(S_IWOTH) != 0
    }

    @Test func whatACommandFindsIsAnError() {
        let yaml = "cache:\n  path: store.zarr\ndatasets: [{id: one, store: store.zarr}]\n"
        folder.write(Array(yaml.utf8), to: "c.yaml")
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: false)
        #expect(!check.isRight)
        #expect(check.text.contains("c.yaml:2: error: cache: "), "\(check.text)")
        #expect(check.text.contains("is the store of the dataset 'one': name a folder"))
    }

    @Test func otherThingsInItAreWarnedOf() {
        for name in ["used", "dots", "new"] {
            #expect(CachePlace.foreign(in: "\(folder.path)/\(name)") == nil)
        }
        #expect(CachePlace.foreign(in: "\(folder.path)/other")?.contains("(letter.txt), among which") == true)
        #expect(CachePlace.foreign(in: folder.path)?.contains(", …)") == true)
        folder.write(Array("cache:\n  path: other\n".utf8), to: "c.yaml")
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: false)
        #expect(check.isRight)
        let says = "c.yaml:2: warning: cache: \(folder.path)/other holds other things (letter.txt)"
        #expect(check.text.contains(says))
    }
}
