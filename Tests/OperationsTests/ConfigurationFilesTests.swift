import Catalogue
import TestSupport
import Testing

@testable import Operations

/// One file, and those of `datasets.d` beside it.
@Suite struct ConfigurationFilesTests {
    private let folder = TemporaryFolder()

    private func write(_ text: String, to path: String) { folder.write(Array(text.utf8), to: path) }

    private func load() throws(ConfigurationError) -> LoadedConfiguration {
        try LoadedConfiguration(path: "\(folder.path)/c.yaml", workers: nil)
    }

    @Test func filesComeInTheOrderOfTheirNames() throws {
        write("server: {refresh: 7}\ndatasets: [{id: main, store: /m}]", to: "c.yaml")
        write("- {id: z, store: sub/z}\n- {id: y, store: /y, refresh: 1}", to: "datasets.d/10-list.yaml")
        write("datasets:\n- {id: a, store: /a}", to: "datasets.d/2-mapping.yml")
        write("# nothing", to: "datasets.d/empty.yaml")
        write("datasets:", to: "datasets.d/nothing.yaml")
        for ignored in [".hidden.yaml", "old.yaml~", "README", "x.yaml.dpkg-new"] {
            write("[broken", to: "datasets.d/\(ignored)")
        }
        let datasets = try load().configuration.datasets
        #expect(datasets.map(\.id) == ["main", "z", "y", "a"])
        #expect(datasets.map(\.refreshSeconds) == [7, 7, 1, 7])
        #expect(datasets[1].store == "\(folder.path)/datasets.d/sub/z")
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let yaml: String
        let says: String
        var testDescription: String { yaml }
    }

    @Test(arguments: [
        Mistake(
            yaml: "\n- {id: main, store: /a}",
            says: "d.yaml:2:8: two datasets have the id 'main'; the other is at "
        ),
        Mistake(
            yaml: "- {id: a, store: /a}\n- id: a\n  store: /b",
            says: "d.yaml:2:7: two datasets have the id 'a'"
        ),
        Mistake(
            yaml: "- {id: a, sore: /a}",
            says: "d.yaml:1:11: unknown key 'sore' in 'datasets[0]'; did you mean 'store'?"
        ),
        Mistake(yaml: "server: {}", says: "d.yaml:1:1: unknown key 'server'; there is: datasets"),
        Mistake(yaml: "datasets: a", says: "d.yaml:1:11: 'datasets' must be a list"),
        Mistake(yaml: "a", says: "d.yaml:1:1: must be a list of datasets, or a mapping with 'datasets'"),
        Mistake(yaml: "- [", says: "d.yaml:1"),
    ])
    func mistakesNameFileLineAndColumn(_ mistake: Mistake) {
        write("datasets: [{id: main, store: /m}]", to: "c.yaml")
        write(mistake.yaml, to: "datasets.d/d.yaml")
        do throws(ConfigurationError) {
            _ = try load()
            Issue.record("accepted")
        } catch {
            #expect(error.description.hasPrefix("\(folder.path)/datasets.d/\(mistake.says)"), "\(error)")
        }
    }

    @Test func whatIsNoTextIsNamed() {
        write("", to: "c.yaml")
        folder.write([0x2D, 0xFF, 0xFE], to: "datasets.d/latin.yaml")
        let problem = "is not UTF-8: save it in that encoding"
        let expected = ConfigurationError(
            file: "\(folder.path)/datasets.d/latin.yaml",
            line: nil,
            problem: problem
        )
        #expect(throws: expected) { try load() }
    }

    /// Workers get the texts that were found right.
    @Test func theFrozenTextIsTheSame() throws {
        write("datasets: [{id: m, store: /m}] # é 5 3\n", to: "c.yaml")
        write("- {id: a, store: /a}", to: "datasets.d/a.yaml")
        write("", to: "datasets.d/b.yaml")
        let files = try load().files
        #expect(files.others.map(\.text) == ["- {id: a, store: /a}", ""])
        #expect(ConfigurationFiles(frozen: files.frozen) == files)
        for wrong in ["", "x", "1\na", "1 2\nab", "-1 3\nab", "9999999999999999999 1\na", "1 1\nab1 9\n"] {
            #expect(ConfigurationFiles(frozen: wrong) == nil)
        }
    }

    @Test func placesAreWrittenAsCompilersDo() {
        #expect(ConfigurationError(file: "f", line: nil, problem: "p").description == "f: p")
        #expect(ConfigurationError(file: "f", line: 3, problem: "p").description == "f:3: p")
        #expect(ConfigurationError(file: "f", line: 3, column: 9, problem: "p").description == "f:3:9: p")
    }
}

@Suite struct WorkerCountsTests {
    private func read(_ workers: String) throws(ConfigurationError) -> WorkerCounts {
        let yaml = "server: {workers: \(workers)}"
        return try Configuration(yaml: yaml, file: "c.yaml", directory: "/").server.workers
    }

    @Test func aNumberIsFixedAndARangeIsNot() throws {
        #expect(try read("3") == 3)
        #expect(try read("3").isFixed && read("{min: 2, max: 2}").isFixed)
        var counts = WorkerCounts(from: 1, to: 6)
        (counts.calmSeconds, counts.maxAgeSeconds) = (5, 3600)
        #expect(try read("{min: 1, max: 6, calm_seconds: 5, max_age: 3600}") == counts)
        #expect(try read("{max: 4}") == WorkerCounts(from: 2, to: 4))
        #expect(try read("{max: 1}") == 1)
        #expect(try read("{min: 5}") == 5)
        #expect(try read("{}") == 2)
        let fixed = try read("3")
        #expect("\(counts)" == "1 to 6" && "\(fixed)" == "3")
    }

    @Test(arguments: [
        ("0", "a mapping with min and max"), ("65", "from 1 to 64"), ("many", "from 1 to 64"),
        ("[1]", "from 1 to 64"),
        ("{min: 3, max: 2}", "'server.workers.max' must not be less than min"), ("{max: 65}", "from 1 to 64"),
        ("{least: 1}", "unknown key 'least'"), ("{max_age: 0}", "number of seconds"),
        ("{calm_seconds: -1}", "number of seconds"),
    ])
    func mistakesAreNamed(yaml: String, says: String) {
        do throws(ConfigurationError) {
            _ = try read(yaml)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains(says), "\(error)")
        }
    }

    /// What may be is what memory and sockets are measured for.
    @Test func theMostCounts() {
        var server = ServerSettings()
        server.workers = WorkerCounts(from: 1, to: 4)
        #expect(server.memoryPerWorker == (2 << 30) / 4)
        #expect(server.backlog(.interactive) == 4 * 4 * 16)
    }
}
