import ArgumentParser
import Catalogue
import Cube
import Execution
import Glibc
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Operations

/// The commands that look into stores, on the demonstration as a dataset and as a store.
@Suite struct CommandTests {
    @Test func theDoctorNamesPlacesOfVirtualChunksForTheConfiguration() {
        let text = DoctorCommand.text([
            VirtualPlace(prefix: "s3://public/a/b", isAllowed: true),
            VirtualPlace(prefix: "file:///etc/", isAllowed: false),
        ])
        #expect(text.contains("- s3://public/a/b: allowed"))
        #expect(text.contains("virtual_chunks: [{prefix: 'file:///etc/'}]"))
        #expect(
            DoctorCommand.text([VirtualPlace(prefix: "s3://a'\u{1B}[2J/", isAllowed: false)]).contains(
                "'s3://a''[2J/'"
            )
        )
        #expect(DoctorCommand.text([]).isEmpty)
    }

    private let folder = TemporaryFolder()

    /// The demonstration, made once; each test has a copy, since one of them damages it.
    private static let demo: Result<TemporaryFolder, any Error> = Result {
        let folder = TemporaryFolder().removedWithProcess()
        try DemoStore(grid: DemoGrid(degrees: 30, start: 0)).write(to: "\(folder.path)/demo.zarr")
        return folder
    }

    init() throws {
        let demo = try Self.demo.get().path
        #expect(Command.run(["cp", "-r", "\(demo)/demo.zarr", folder.path]) == 0)
        let yaml = """
            server: {public_url: "https://a.example", memory: 64 MiB}
            datasets:
              - {id: demo, store: demo.zarr}
              - {id: lost, store: nowhere.zarr}
            """
        folder.write(Array(yaml.utf8), to: "c.yaml")
        folder.write(Array("0123456789abcdef0123456789abcdef\n".utf8), to: "gate.conf")
    }

    private func target(_ place: String, config: Bool = true, group: String = "") throws -> CommandTarget {
        try CommandTarget(
            place,
            group: group,
            configuration: config ? "\(folder.path)/c.yaml" : nil,
            version: VersionOptions.parse([])
        )
    }

    private func diagnosis(_ place: String, config: Bool = true) throws -> Diagnosis {
        Diagnosis(try OpenedStore(target(place, config: config), version: VersionOptions.parse([])))
    }

    private func cause(_ place: String) throws -> String {
        let error = #expect(throws: OpeningError.self) {
            try OpenedStore(target(place, config: false), version: VersionOptions.parse([]))
        }
        return error?.cause ?? ""
    }

    @Test func aCommandTakesADatasetOrAStore() throws {
        #expect(try target("demo").isDataset)
        #expect(try !target("\(folder.path)/demo.zarr").isDataset)
        #expect(try !target("\(folder.path)/demo.zarr", config: false).isDataset)
        let error = #expect(throws: CommandError.self) { try target("dema") }
        #expect(error?.description.contains("did you mean 'demo'?") == true)
        let wrong = #expect(throws: CommandError.self) { try target("htps://host/x") }
        #expect(wrong?.description.contains("did you mean 'https://host/x'?") == true)
    }

    @Test(arguments: ["demo", "store"]) func theHierarchyIsTheSameByEitherName(_ place: String) throws {
        let place = place == "store" ? "\(folder.path)/demo.zarr" : place
        let opened = try StoredHierarchy(target(place), version: VersionOptions.parse([]))
        let paths = try opened.nodes().map(\.path)
        #expect(paths.first == "/" && paths.contains("/air_temperature"))
        #expect(try opened.array(at: "air_temperature").metadata.shape.count == 3)
        let error = #expect(throws: CommandError.self) { try opened.array(at: "/air_temprature") }
        #expect(error?.description.contains("did you mean 'air_temperature'?") == true)
    }

    @Test func addressesWithPasswordsAreNoStores() throws {
        for config in [true, false] {
            let error = #expect(throws: CommandError.self) {
                try target("http://user:secret@host/a.zarr", config: config)
            }
            let text = error?.description ?? "secret"
            #expect(text.contains("a profile for it below 'storage'") && !text.contains("secret"), "\(text)")
        }
    }

    @Test func aFolderThatIsNotThereIsAnotherMistakeThanOneWithoutZarr() throws {
        #expect(try cause("\(folder.path)/nowhere.zarr") == "there is no folder \(folder.path)/nowhere.zarr")
        #expect(try cause("\(folder.path)/c.yaml").contains("is a file"))
        folder.write([1], to: "empty/x")
        #expect(try cause("\(folder.path)/empty").contains("holds no Zarr group: there is no zarr.json"))
        for place in ["nowhere.zarr", "empty"] {
            let opened = try StoredHierarchy(
                target("\(folder.path)/\(place)", config: false),
                version: VersionOptions.parse([])
            )
            let error = #expect(throws: CommandError.self) { try opened.nodes() }
            #expect(error?.description.contains(place == "empty" ? "no Zarr group" : "no folder") == true)
            #expect(throws: CommandError.self) { try opened.array(at: "t") }
        }
    }

    /// Latin-1, as editors still write it.
    @Test func aConfigurationInAnotherEncodingIsNamedSo() {
        folder.write(Array("datasets:\n  - title: M".utf8) + [0xFC] + Array("nchen\n".utf8), to: "latin.yaml")
        let error = #expect(throws: ConfigurationError.self) {
            try LoadedConfiguration(path: "\(folder.path)/latin.yaml", workers: nil)
        }
        #expect(error?.description.contains("is not UTF-8") == true)
    }

    @Test func theDoctorTriesAChunkOfEachArray() throws {
        let well = try diagnosis("demo")
        #expect(!well.hinders && well.entries.isEmpty)
        #expect(well.samples == well.dataset.arrays.count && well.samples > 3)
        let chunks = "\(folder.path)/demo.zarr/air_temperature/c"
        let status = Command.run(["find", chunks, "-type", "f", "-exec", "truncate", "-s", "7", "{}", "+"])
        #expect(status == 0)
        let ill = try diagnosis("demo")
        #expect(ill.hinders)
        let entry = try #require(ill.entries.first)
        #expect(entry.severity == .error && entry.subject == "air_temperature")
        #expect(entry.text.contains("chunks that were tried cannot be read: air_temperature/c/"))
        #expect(try JSONParser.parse(ill.json)["hinders"] == true)
        #expect(ill.text.hasPrefix("error    air_temperature: "))
    }

    @Test func whatHindersComesFirst() throws {
        #expect(MetadataProblem.unusable(reason: "x", .feature).severity.hinders)
        #expect(!MetadataProblem.notMonotonic.severity.hinders)
        #expect([MetadataProblem.Severity.note, .error, .warning].sorted() == [.error, .warning, .note])
    }

    @Test func aRightConfigurationIsRight() {
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: false)
        #expect(check.isRight && check.problems.isEmpty)
        #expect(
            check.text.hasSuffix("c.yaml is right: 2 datasets, everything is public (there is no 'access')\n")
        )
    }

    @Test func openingNamesTheDatasetsThatFail() throws {
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: true)
        #expect(!check.isRight)
        #expect(check.datasets.map(\.cause) == [nil, "there is no folder \(folder.path)/nowhere.zarr"])
        #expect(check.text.contains("dataset lost: failing: there is no folder"))
        let json = try JSONParser.parse(check.json)
        #expect(json["right"] == false && json["datasets"]?.arrayValue?.first?["state"] == "ok")
    }

    @Test(arguments: [
        (
            "datasets:\n- {id: a, stor: b}",
            "c2.yaml:2:11: error: unknown key 'stor' in 'datasets[0]'; did you mean 'store'?"
        ),
        (
            "server: {deadline_seconds: {interactive: 60}}",
            "c2.yaml:1: warning: deadline_seconds.interactive is 60.0: nginx gives up"
        ),
        // 45 s of the unit, of which the last 4 are for those that do not end.
        ("server:\n  drain_seconds: 41", "c2.yaml:2: warning: drain_seconds is 41.0, and the last workers"),
        (
            "server:\n  workers: 2\n  body_bytes: 2 MiB",
            "c2.yaml:3: warning: body_bytes is 2 MiB: nginx refuses"
        ),
        (
            "server: {spool_directory: /nowhere}",
            "c2.yaml:1: error: nothing can be written to the spool_directory"
        ),
        ("server: {memory: 40 TiB}", "c2.yaml:1: warning: memory is 40 TiB, more than the"),
        (
            "cache:\n  path: /nowhere/cache",
            "c2.yaml:2: warning: cache: /nowhere/cache cannot be made: there is no folder /nowhere"
        ),
        ("cache: {path: /dev/null}", "error: cache: /dev/null is not a folder"),
        ("cache: {path: /dev/null/x}", "error: cache: /dev/null/x cannot be used: Not a directory"),
        ("cache: {path: /proc/x}", "error: cache: /proc/x lies on procfs, where no files can be kept"),
        ("cache: {path: /proc/self/x/y}", "error: cache: /proc/self/x/y lies on procfs"),
        (
            "cache: {path: ., bytes: 32 MiB}",
            "warning: cache: bytes leaves 8 MiB for indexes: grids of more than 209715 cells stay in memory"
        ),
        (
            "cache: {path: ., bytes: 1000 TiB}",
            "warning: cache: bytes is 1000 TiB, and the whole file system of "
        ),
        (
            "cache:\n  path: .\n  bytes: 1 GiB\n  objects: 1 GiB",
            "c2.yaml:4: warning: cache: objects may take all of bytes: indexes of coordinates stay in memory"
        ),
        (
            "object_cache:\n  path: /nowhere/cache",
            "c2.yaml:2: warning: object_cache: /nowhere/cache cannot be made"
        ),
        (
            "server: {}\nobject_cache: {path: .}",
            "warning: object_cache is read as cache: write cache instead"
        ),
        ("cache: {path: .}\nobject_cache: {path: .}", "warning: object_cache is ignored beside cache"),
        ("datasets: []", "c2.yaml:1: warning: there are no datasets"),
        (
            "storage:\n- prefix: s3://b\n  proxy: socks5://user:secret@h:1",
            "c2.yaml:3:10: error: 'storage[0].proxy' must be such as http://host:port, or none: 'socks5' is no kind"
        ),
        (
            "storage: [{prefix: 's3://b', proxy: 'not a url'}]",
            "c2.yaml:1:37: error: 'storage[0].proxy' must be such as"
        ),
        (
            "storage: [{prefix: 's3://b', proxy: http//h:1}]",
            "'storage[0].proxy' must be such as http://host:port"
        ),
        (
            "storage: [{prefix: 's3://b', proxy: proxy}]",
            "'storage[0].proxy' must be such as http://host:port"
        ),
        ("datasets: []", "warning: server has no public_url"),
        ("server: {gate_file: none.conf}", "none.conf: error: is not there: it holds the secret"),
        ("storage: [{prefix: 's3://b', checksum_algorithm: x}]", "warning: ignored: storage[0]"),
    ])
    func mistakesAreNamedWithTheirPlace(_ yaml: String, _ says: String) {
        folder.write(Array(yaml.utf8), to: "c2.yaml")
        let check = ConfigurationCheck(file: "\(folder.path)/c2.yaml", opensDatasets: false)
        #expect(check.text.contains(says), "\(check.text)")
        #expect(check.isRight == !check.problems.contains { $0.severity == .error })
        #expect(check.isRight == !(says.contains("error:") || says.contains("storage[0].proxy")))
        #expect(!check.text.contains("secret") || says.contains("secret"))
    }

    @Test(
        arguments: [
            ("drain_seconds: 40.9", []), ("body_bytes: 1 MiB", []), ("drain_seconds: 41", ["drain_seconds"]),
            ("deadline_seconds: {bulk: 610}", ["deadline_seconds.bulk"]),
        ] as [(String, [String])]
    )
    func theLimitsOfOthersAreHeldExactly(_ setting: String, _ keys: [String]) throws {
        let read = try Configuration(yaml: "server: {\(setting)}", file: "c", directory: "/")
        #expect(ShippedLimits.exceeded(by: read.server).map(\.key) == keys)
    }

    /// Root may write anywhere: for it only what a file system itself refuses is closed.
    @Test func aCacheFolderThatIsReadOnlyIsTold() {
        #expect(CacheFolder.problem(with: "\(folder.path)/cache/") == nil)
        #expect(CacheFolder.problem(with: folder.path) == nil)
        guard getuid() != 0 else { return }
        #expect(CacheFolder.problem(with: "/etc")?.hasPrefix("/etc belongs to root (mode 0") == true)
    }

    @Test func theGateStandsBesideTheConfiguration() throws {
        let loaded = try LoadedConfiguration(path: "\(folder.path)/c.yaml", workers: nil)
        if getenv(GateSecret.variable) == nil {
            #expect(try GateSecret.load(for: loaded) == "0123456789abcdef0123456789abcdef")
        }
    }
}
