import Catalogue
import Failures
import Gateway
import ObjectStorage
import Testing

@testable import Operations

@Suite struct ConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc/sluice")
    }

    @Test func arraysOfADatasetAreNamedByPaths() throws {
        let yaml = "datasets: [{id: a, store: /s, group: /g/, arrays: [t, sub/u]}]"
        let configuration = try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
        #expect(configuration.datasets.first?.namedPaths == ["g", "g/t", "g/sub/u"])
        for wrong in ["t", "[..]", "[[t]]", "['']"] {
            #expect(throws: ConfigurationError.self) {
                try Configuration(
                    yaml: "datasets: [{id: a, store: /s, arrays: \(wrong)}]",
                    file: "c.yaml",
                    directory: "/etc"
                )
            }
        }
    }

    @Test func theSmallestConfigurationWorks() throws {
        let configuration = try read("datasets:\n  - id: air\n    store: /data/air.zarr\n")
        #expect(configuration.datasets == [PublishedDataset(id: "air", store: "/data/air.zarr")])
        #expect(configuration.server == ServerSettings())
        #expect(configuration.limits == Limits())
    }

    /// YAML 1.2.2, section 5.2: editors of Windows write one.
    @Test func aMarkOfTheByteOrderMayStandInFront() throws {
        let yaml = "server:\n  public_url: http://x.org\ndatasets:\n  - {id: a, store: /a.zarr}\n"
        #expect(try read("\u{FEFF}" + yaml).datasets == read(yaml).datasets)
        #expect(try read("\u{FEFF}").datasets.isEmpty)
    }

    @Test(arguments: ["", "# nothing\n", "datasets: []\n", "server: {}\n"])
    func anEmptyConfigurationPublishesNothing(yaml: String) throws {
        #expect(try read(yaml).datasets.isEmpty)
    }

    @Test func everySettingIsRead() throws {
        let configuration = try read(
            """
            server:
              workers: 3
              threads: {interactive: 5, bulk: 2, control: 1}
              memory: 1.5 GiB
              public_url: https://cubes.example.org/all/
              deadline_seconds: {interactive: 10, bulk: 100.5, control: 2}
              drain_seconds: 7
              gate_file: gate.conf
              spool_directory: /spool
              spool_bytes: 1 TiB
              body_bytes: 64 kB
              refresh: 5
              lifetime: 60
            limits:
              decoded_bytes: 1 GiB
              chunks: 10
              output_cells: 11
              output_bytes: 12
              pixels: 13
              fetched_bytes: 14 MiB
              vertices: 15
              crossings: 17
              seconds: 16
              spool_bytes: 0
              coordinate_bytes: 17 MiB
            datasets:
              - {id: a, store: sub/a.zarr, title: A, description: About, group: /x/y/, refresh: 0}
              - {id: b, store: "https://store.example/b.zarr", lifetime: 7}
            """
        )
        #expect(configuration.server.workers == 3)
        #expect(configuration.server.threads == .init(interactive: 5, bulk: 2, control: 1))
        #expect(configuration.server.memory == 3 << 29)
        #expect(configuration.server.publicOrigin?.url("/x") == "https://cubes.example.org/all/x")
        #expect(configuration.server.deadlineSeconds == .init(interactive: 10, bulk: 100.5, control: 2))
        #expect(configuration.server.drainSeconds == 7)
        #expect(configuration.server.gateFile == "/etc/sluice/gate.conf")
        #expect(configuration.server.spoolDirectory == "/spool")
        #expect(configuration.server.spoolBytes == 1 << 40)
        #expect(configuration.server.bodyBytes == 64_000)
        #expect(configuration.limits.decodedBytes == 1 << 30)
        #expect(configuration.limits.pixels == 13)
        #expect(configuration.limits.fetchedBytes == 14 << 20)
        #expect(configuration.limits.vertices == 15)
        #expect(configuration.limits.crossings == 17)
        #expect(configuration.limits.seconds == 16)
        #expect(configuration.limits.spoolBytes == 0)
        #expect(configuration.limits.coordinateBytes == 17 << 20)
        var expected = [
            PublishedDataset(
                id: "a",
                store: "/etc/sluice/sub/a.zarr",
                title: "A",
                summary: "About",
                group: "x/y",
                refreshSeconds: 0
            ),
            PublishedDataset(id: "b", store: "https://store.example/b.zarr", refreshSeconds: 5),
        ]
        expected[0].lifetimeSeconds = 60
        expected[1].lifetimeSeconds = 7
        #expect(configuration.datasets == expected)
    }

    @Test func versionsAreConfiguredPerDataset() throws {
        let configuration = try read(
            """
            datasets:
              - {id: a, store: a}
              - id: b
                store: b
                ref: release/1
                refs: fixed
                refresh: 0.5
                virtual_chunks:
                  - {prefix: "s3://bucket/x", at: mirror/x}
                  - prefix: https://example.org/files/
            """
        )
        let (plain, set) = (configuration.datasets[0], configuration.datasets[1])
        #expect(plain.ref == "main" && plain.refs == .listed && plain.virtualChunks.isEmpty)
        #expect(plain.refreshSeconds(hasVersions: true) == 5)
        #expect(plain.refreshSeconds(hasVersions: false) == 60)
        #expect(set.ref == "release/1" && set.refs == .fixed)
        #expect(set.refreshSeconds(hasVersions: true) == 0.5)
        #expect(
            set.virtualChunks == [
                .init(prefix: "s3://bucket/x", at: "/etc/sluice/mirror/x"),
                .init(prefix: "https://example.org/files/"),
            ]
        )
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let yaml: String
        let line: Int?
        let says: String
        var testDescription: String { yaml }
    }

    @Test(arguments: [
        Mistake(yaml: "dataset: []", line: 1, says: "did you mean 'datasets'?"),
        Mistake(
            yaml: "datasets:\n- id: a\n  store: b\n  titel: c",
            line: 4,
            says: "unknown key 'titel' in 'datasets[0]'; did you mean 'title'?"
        ),
        Mistake(yaml: "server:\n  thread: {bulk: 1}", line: 2, says: "did you mean 'threads'?"),
        Mistake(yaml: "limits:\n  zzz: 1", line: 2, says: "there is: decoded_bytes"),
        Mistake(yaml: "datasets:\n- store: b", line: 2, says: "needs 'id'"),
        Mistake(yaml: "datasets:\n- id: a", line: 2, says: "needs 'store'"),
        Mistake(yaml: "datasets:\n- id: a.b\n  store: c", line: 2, says: "letters, digits"),
        Mistake(yaml: "datasets:\n- id: a\n  store: [c]", line: 3, says: "must be a text"),
        Mistake(yaml: "datasets:\n- {id: a, store: c}\n- {id: a, store: d}", line: 3, says: "two datasets"),
        Mistake(yaml: "datasets: a", line: 1, says: "must be a list"),
        Mistake(yaml: "datasets:\n- a", line: 2, says: "must be a mapping"),
        Mistake(yaml: "server: {workers: 0}", line: 1, says: "whole number from 1 to 64"),
        Mistake(yaml: "server: {workers: 1.5}", line: 1, says: "whole number"),
        Mistake(yaml: "server: {memory: 1 KiB}", line: 1, says: "a size from 64 MiB"),
        Mistake(yaml: "server: {memory: lots}", line: 1, says: "such as '512 MiB'"),
        Mistake(yaml: "server: {drain_seconds: -1}", line: 1, says: "number of seconds"),
        Mistake(yaml: "server: {public_url: cubes.example.org}", line: 1, says: "https://"),
        Mistake(yaml: "datasets:\n- {id: a, store: c, refs: none}", line: 2, says: "listed, hidden, fixed"),
        Mistake(yaml: "datasets:\n- {id: a, store: c, refresh: -1}", line: 2, says: "number of seconds"),
        Mistake(yaml: "datasets:\n- {id: a, store: c, virtual_chunks: x}", line: 2, says: "must be a list"),
        Mistake(
            yaml: "datasets:\n- id: a\n  store: c\n  virtual_chunks: [{prefix: /mirror}]",
            line: 4,
            says: "'datasets[0].virtual_chunks[0].prefix' must be the beginning of a URL"
        ),
        Mistake(
            yaml: "datasets:\n- id: a\n  store: c\n  virtual_chunks: [{prefix: 's3://a/', to: b}]",
            line: 4,
            says: "unknown key 'to'"
        ),
        Mistake(yaml: "limits: {chunks: 0}", line: 1, says: "from 1"),
        Mistake(yaml: "[1, 2", line: 1, says: "is not YAML"),
        Mistake(yaml: "limits: {chunks: 1, chunks: 2}", line: 1, says: "YAML"),
    ])
    func mistakesAreNamed(_ mistake: Mistake) {
        do throws(ConfigurationError) {
            _ = try read(mistake.yaml)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains(mistake.says))
            #expect(error.line == mistake.line)
        }
    }

    @Test(arguments: [
        ("0", 0), ("12", 12), ("1 KiB", 1024), ("1.5MiB", 1_572_864), ("2 gb", 2_000_000_000),
        ("1_000 B", 1000),
    ])
    func readsSizes(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "B", "-1", "1 XB", "nan", "inf", "1e30 TiB", "1 2x"])
    func refusesSizes(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(arguments: [
        ("set $sluice_gate \"0123456789abcdef\";\n", "0123456789abcdef"),
        ("# a note\n\n  set $sluice_gate \"x\";", "x"), ("0123456789abcdef\n", "0123456789abcdef"),
        ("set $sluice_gate broken;", ""), ("", ""),
    ])
    func readsGates(text: String, secret: String) {
        #expect(GateSecret.parse(text) == secret)
    }

    @Test func aMissingGateSaysHowToMakeOne() {
        #expect(throws: ConfigurationError.self) { try GateSecret.load(environment: "short", file: "/x") }
        do throws(ConfigurationError) {
            _ = try GateSecret.load(environment: "", file: "/nowhere/gate.conf")
        } catch {
            #expect(error.description.contains("openssl rand -hex 32"))
            #expect(error.description.contains("/nowhere/gate.conf"))
        }
    }
}
