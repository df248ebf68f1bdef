import ArgumentParser
import Cube
import TestSupport
import Testing

@testable import Operations

/// What a worker of so much memory cannot serve is told before it is served.
@Suite struct WorkerMemoryTests {
    private let folder = TemporaryFolder()

    init() {
        folder.write(Array(#"{"zarr_format":2}"#.utf8), to: "s/.zgroup")
    }

    /// Writes a configuration with one worker.
    private func configure(_ memory: String) {
        let config = """
            server: {public_url: 'http://localhost:8080', memory: \(memory), workers: 1}
            datasets: [{id: s, store: \(folder.path)/s}]

            """
        folder.write(Array(config.utf8), to: "c.yaml")
    }

    private func check(_ memory: String) -> ConfigurationCheck {
        configure(memory)
        return ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: true)
    }

    private func diagnosis(_ memory: String) throws -> Diagnosis {
        configure(memory)
        let version = try VersionOptions.parse([])
        let target = try CommandTarget(
            "s",
            group: "",
            configuration: "\(folder.path)/c.yaml",
            version: version
        )
        return Diagnosis(try OpenedStore(target, version: version))
    }

    @Test func aDatasetOfTooMuchMetadataFails() throws {
        let attributes = "{\"a\":[\(Array(repeating: "1", count: 150_000).joined(separator: ","))]}"
        for number in 0..<6 { folder.write(Array(attributes.utf8), to: "s/g\(number)/.zattrs") }
        for number in 0..<6 { folder.write(Array("{\"zarr_format\":2}".utf8), to: "s/g\(number)/.zgroup") }
        #expect(check("4GiB").datasets.map(\.cause) == [nil])
        let small = check("64MiB")
        let cause = try #require(small.datasets.first?.cause)
        #expect(!small.isRight && cause.contains("('server: memory', of which"), "\(small.text)")
    }

    /// Of 64 MiB a worker has 40 for data, of which any request may have three quarters: 30 MiB.
    @Test func anArrayOfTooLargeChunksIsUnusable() throws {
        for (name, edge) in [("fits", 2800), ("huge", 2900)] {
            let document = """
                {"zarr_format":2,"shape":[8700,8700],"chunks":[\(edge),\(edge)],"dtype":"<f4","compressor":null,
                "filters":null,"fill_value":0,"order":"C"}
                """
            folder.write(Array(document.utf8), to: "s/\(name)/.zarray")
        }
        let words =
            "/huge: its chunks of 2900 × 2900 values are 33640000 bytes each, the limit is 31457280 ('server: memory', "
            + "of which each of its 'workers' has a part)"
        #expect(check("4GiB").datasets.map(\.unusable) == [[]])
        #expect(check("64MiB").datasets.map(\.unusable) == [["huge"]])
        #expect(try !diagnosis("4GiB").entries.contains { $0.subject == "huge" && $0.severity == .error })
        let ill = try diagnosis("64MiB").entries.filter { $0.severity == .error }
        #expect(ill.map(\.subject) == ["huge"] && ill.map(\.text) == [words], "\(ill)")
    }

    /// 2,250,000 cells with places of four bytes: of 64 MiB a worker has 40 for data, of which a quarter may be held.
    @Test func aGridThatNoWorkerHoldsIsTold() throws {
        let document = """
            {"zarr_format":2,"shape":[1500,1500],"chunks":[1500,1500],"dtype":"<f4","compressor":null,
            "filters":null,"fill_value":0,"order":"C"}
            """
        let attributes = [
            "lon": #""units":"degrees_east""#, "lat": #""units":"degrees_north""#,
            "v": #""coordinates":"lon lat""#,
        ]
        for (name, text) in attributes {
            let dimensions = #""_ARRAY_DIMENSIONS":["y","x"]"#
            folder.write(Array(document.utf8), to: "s/\(name)/.zarray")
            folder.write(Array("{\(dimensions),\(text)}".utf8), to: "s/\(name)/.zattrs")
        }
        let words =
            "MiB, of which a worker can hold 10.0 MiB ('server: memory', of which each of its 'workers' has a part)"
        let warning = try #require(check("64MiB").datasets.first?.warning)
        #expect(
            warning.contains("'v': the index of its grid needs ") && warning.contains(words),
            "\(warning)"
        )
        let told = try diagnosis("64MiB").entries.filter { $0.subject == "v" }
        #expect(told.contains { $0.severity == .warning && $0.text.contains(words) }, "\(told)")
        #expect(check("4GiB").datasets.first?.warning?.contains("index of its grid") != true)
    }
}
