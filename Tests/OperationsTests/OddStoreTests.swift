import ArgumentParser
import Catalogue
import Cube
import Execution
import Failures
import Glibc
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Operations

/// What the commands say of stores of which one thing is odd: in words, and of all the rest too.
@Suite struct OddStoreTests {
    private let folder = TemporaryFolder()

    init() {
        folder.write(Array(#"{"zarr_format":2}"#.utf8), to: "s/.zgroup")
        array("lat", [2], ["lat"], [10, 20], units: "degrees_north")
        array("lon", [2], ["lon"], [0, 10], units: "degrees_east")
        array("v", [2, 2], ["lat", "lon"], [1, 2, 3, 4])
        array("w", [2], ["n"], [1, 2])
    }

    /// Doubles in one chunk.
    private func array(
        _ name: String,
        _ shape: [Int],
        _ dimensions: [String],
        _ values: [Double],
        units: String = "1",
        type: String = "<f8"
    ) {
        let numbers = shape.map(String.init).joined(separator: ",")
        let chunks = shape.map { "\(max($0, 1))" }.joined(separator: ",")
        let names = dimensions.map { "\"\($0)\"" }.joined(separator: ",")
        let metadata =
            #"{"zarr_format":2,"shape":[\#(numbers)],"chunks":[\#(chunks)],"dtype":"\#(type)","compressor":null,"#
            + #""filters":null,"fill_value":null,"order":"C"}"#
        folder.write(Array(metadata.utf8), to: "s/\(name)/.zarray")
        let attributes = #"{"_ARRAY_DIMENSIONS":[\#(names)],"units":"\#(units)"}"#
        folder.write(Array(attributes.utf8), to: "s/\(name)/.zattrs")
        let chunk = shape.map { _ in "0" }.joined(separator: ".")
        folder.write(values.flatMap { withUnsafeBytes(of: $0) { Array($0) } }, to: "s/\(name)/\(chunk)")
    }

    private func target(_ place: String) throws -> CommandTarget {
        try CommandTarget(place, group: "", configuration: nil, version: VersionOptions.parse([]))
    }

    private func diagnosis() throws -> Diagnosis {
        Diagnosis(try OpenedStore(target("\(folder.path)/s"), version: VersionOptions.parse([])))
    }

    /// One short chunk of an axis: the doctor goes on, and names it with all that needs it.
    @Test func aDamagedCoordinateIsAFindingAmongOthers() throws {
        #expect(try diagnosis().entries.isEmpty)
        folder.write([1, 2, 3], to: "s/lat/0")
        folder.write([1, 2, 3], to: "s/w/0")
        let ill = try diagnosis()
        #expect(ill.hinders && ill.samples == 4)
        #expect(ill.entries.map(\.severity) == [.error, .error])
        #expect(ill.entries.map(\.subject) == ["lat", "w"])
        #expect(ill.entries[0].text.contains("lat/0: decodes to 3 bytes, its shape needs 16"))
        let services = DoctorCommand.text(ill.dataset).split(separator: "\n").map(String.init)
        let line = services.first { $0.hasPrefix("v ") } ?? ""
        #expect(line.split(separator: " ").prefix(4) == ["v", "yes", "no", "no"], "\(line)")
        #expect(line.contains("its coordinate 'lat' cannot be read"))
    }

    /// A chunk that heals is seen after `refresh`, and a state with damage is another state than one without.
    @Test func aCoordinateThatHealsIsReadAgain() throws {
        let published = PublishedDataset(id: "s", store: "\(folder.path)/s", refreshSeconds: 0)
        let catalogue = CommandCatalogue([published], profiles: StorageProfiles(), limits: Limits()).all
        let open = { try catalogue.dataset(at: DatasetAddress(id: "s"), context: .background(seconds: 30)) }
        let sound = try open()
        let bytes = try #require(folder.read("s/lat/0"))
        folder.write([1], to: "s/lat/0")
        let ill = try open()
        #expect(sound.variables.map(\.name) == ["v", "w"] && ill.variables.map(\.name) == ["w"])
        #expect(ill.unreadable.map(\.name) == ["v"] && ill.identity != sound.identity)
        folder.write(bytes, to: "s/lat/0")
        #expect(try open().variables.map(\.name) == ["v", "w"])
    }

    /// No regular file: nothing waits for whoever might write to it.
    @Test func aPipeForAChunkIsNamed() throws {
        #expect(Command.run(["rm", "\(folder.path)/s/w/0"]) == 0)
        #expect(mkfifo("\(folder.path)/s/w/0", 0o600) == 0)
        let entry = try #require(try diagnosis().entries.first)
        #expect(entry.severity == .error && entry.subject == "w")
        #expect(entry.text.contains("a named pipe, no regular file"), "\(entry.text)")
    }

    /// Such names can be part of no key: they are told, not left out in silence.
    @Test func namesWithControlCharactersAreTold() throws {
        array("bell\u{7}", [2], ["n"], [0, 0])
        let entry = try #require(try diagnosis().entries.first)
        #expect(entry.severity == .error && entry.subject == "bell<U+0007>")
        #expect(entry.text.contains("control characters"), "\(entry.text)")
        let nodes = try StoredHierarchy(target("\(folder.path)/s"), version: VersionOptions.parse([])).nodes()
        #expect(nodes.map(\.path).contains("/bell<U+0007>"), "\(nodes.map(\.path))")
        #expect(ListCommand.table(nodes).contains("/bell<U+0007>"))
    }

    @Test func aDamagedRootIsNoMissingOne() throws {
        folder.write(Array("{zarr".utf8), to: "s/.zgroup")
        let opened = try StoredHierarchy(target("\(folder.path)/s"), version: VersionOptions.parse([]))
        let error = #expect(throws: ZarrError.self) { try opened.array(at: "missing") }
        #expect(error?.description.contains(".zgroup: not JSON") == true)
    }

    /// Texts are served by index: nothing of that hinders.
    @Test func textsAreNoError() throws {
        let letters = [0x6161_6161_6161_6161, 0x6262_6262_6262_6262].map { Double(bitPattern: $0) }
        array("names", [2], ["n"], letters, type: "|S8")
        let well = try diagnosis()
        #expect(well.entries.isEmpty, "\(well.entries)")
        #expect(DoctorCommand.text(well.dataset).contains("its values are texts"))
        array("pairs", [2], ["n"], [0, 0, 0, 0], type: "<c16")
        #expect(try diagnosis().entries.map(\.subject) == ["pairs"])
    }

    /// Corner and step in degrees: the middle of the first cell, and of the last.
    @Test func theAxesOfATransformAreItsPlaces() throws {
        let attributes =
            #"{"_ARRAY_DIMENSIONS":["y","x"],"spatial:transform":[10,0,100,0,-5,50],"proj:code":"EPSG:4326"}"#
        array("v", [2, 2], ["y", "x"], [1, 2, 3, 4])
        folder.write(Array(attributes.utf8), to: "s/v/.zattrs")
        let dataset = try diagnosis().dataset
        let x = try #require(dataset.axes.first { $0.name == "x" })
        let y = try #require(dataset.axes.first { $0.name == "y" })
        #expect([x.ends.first, x.ends.last, y.ends.first, y.ends.last] == ["105", "115", "47.5", "42.5"])
        let lines = InspectCommand.text(dataset).split(separator: "\n")
        #expect(lines.contains { $0.split(separator: " ") == ["x", "x", "2", "105", "115"] }, "\(lines)")
        folder.write(
            Array(attributes.replacing("100", with: "1e308").replacing("10,", with: "1e308,").utf8),
            to: "s/v/.zattrs"
        )
        let entry = try #require(try diagnosis().entries.first)
        #expect(entry.subject == "v" && entry.severity == .warning)
        #expect(entry.text.contains("spatial:transform leads to positions that are no numbers any more"))
    }

    /// In words, as no program spells them.
    @Test func listsAreNoArraysOfAProgram() throws {
        array("square", [2, 2], ["n", "n"], [1, 2, 3, 4])
        array("none", [0], ["nothing"], [])
        let text = try diagnosis().text
        #expect(text.contains("its dimensions 'n', 'n' repeat") && text.contains("empty along 'nothing'"))
        #expect(!text.contains("[\""))
    }

    /// A name without a slash is a file where the process stands.
    @Test func aBareNameIsAFileHere() throws {
        let name = "references-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).json"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        defer { unlink(name) }
        let document = #"{"version":1,"refs":{".zgroup":"{\"zarr_format\":2}"}}"#
        _ = document.utf8.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        let opened = try StoredHierarchy(target(name), version: VersionOptions.parse([]))
        #expect(try opened.nodes().map(\.path) == ["/"])
        #expect(try OpenedStore(target(name), version: VersionOptions.parse([])).dataset.arrays.isEmpty)
    }

    /// One axis is damaged: the others are shown, and which one is not.
    @Test func inspectShowsTheOtherAxes() throws {
        array("time", [2], ["time"], [0, 1], units: "days since 2000-01-01")
        array("u", [2, 2, 2], ["time", "lat", "lon"], [1, 2, 3, 4, 5, 6, 7, 8])
        for name in ["v", "w"] { #expect(Command.run(["rm", "-r", "\(folder.path)/s/\(name)"]) == 0) }
        folder.write([1, 2, 3], to: "s/time/0")
        let lines = InspectCommand.text(try diagnosis().dataset).split(separator: "\n").map(String.init)
        let words = lines.map { $0.split(separator: " ").map(String.init) }
        #expect(words.contains(["lat", "y", "2", "10", "20", "degrees_north"]), "\(lines)")
        #expect(words.contains { $0.starts(with: ["time", "damaged", "2"]) }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("u ") && $0.contains("its coordinate 'time' cannot be read") })
    }

    /// Remedies are for what is wrong: a document, a file, an attribute, not always the type.
    @Test func remediesFollowTheCause() throws {
        folder.write(Array("{broken".utf8), to: "s/v/.zattrs")
        #expect(Command.run(["rm", "\(folder.path)/s/w/.zattrs"]) == 0)
        #expect(mkfifo("\(folder.path)/s/w/.zattrs", 0o600) == 0)
        array("pairs", [2], ["n"], [0, 0, 0, 0], type: "<c16")
        let entries = try diagnosis().entries
        let entry = { (name: String) in try #require(entries.first { $0.subject == name }) }
        #expect(try entry("v").text.contains("not JSON") && entry("v").remedy.hasPrefix("Mend the document"))
        #expect(try entry("w").text.contains("a named pipe") && entry("w").remedy.contains("regular file"))
        #expect(try entry("pairs").remedy.contains("a type and codecs that are supported"))
    }

    @Test func attributesThatAreNoNumbersAreNamed() throws {
        let attributes =
            #"{"_ARRAY_DIMENSIONS":["lat","lon"],"valid_range":["a",null],"scale_factor":"x"}"#
        folder.write(Array(attributes.utf8), to: "s/v/.zattrs")
        let entries = try diagnosis().entries
        #expect(entries.map(\.subject) == ["v", "v"] && entries.allSatisfy { $0.severity == .warning })
        let texts = entries.map(\.text).sorted()
        #expect(
            texts == [
                "its scale_factor is not a number and is ignored",
                "its valid_range is not 2 numbers and is ignored",
            ]
        )
    }

    /// Three hundred groups of one fault are a line.
    @Test func oneProblemOfManyIsOneLine() throws {
        for number in 0..<300 {
            folder.write(Array(#"{"zarr_format":2}"#.utf8), to: "s/g.\(number)/.zgroup")
        }
        let entries = try diagnosis().entries.filter { $0.text.contains("no address of its own") }
        #expect(entries.count == 1)
        #expect(entries.first?.subject.hasSuffix(" and 297 more") == true, "\(entries)")
    }

    /// Eight chunks of one value; the last alone is damaged, or one in the middle.
    @Test(arguments: [7, 3, 0]) func chunksAreTriedAllOverAnArray(damaged: Int) throws {
        let metadata =
            #"{"zarr_format":2,"shape":[8],"chunks":[1],"dtype":"<f8","compressor":null,"filters":null,"#
            + #""fill_value":null,"order":"C"}"#
        folder.write(Array(metadata.utf8), to: "s/long/.zarray")
        folder.write(Array(#"{"_ARRAY_DIMENSIONS":["long_n"]}"#.utf8), to: "s/long/.zattrs")
        for chunk in 0..<8 {
            folder.write([UInt8](repeating: 0, count: chunk == damaged ? 3 : 8), to: "s/long/\(chunk)")
        }
        let ill = try diagnosis()
        let entry = try #require(ill.entries.first)
        #expect(entry.subject == "long" && entry.severity == .error)
        #expect(
            entry.text.contains("1 of 5 chunks that were tried cannot be read: long/\(damaged)"),
            "\(entry)"
        )
        // Four arrays of one chunk each, and five of these eight.
        #expect(ill.text.contains("Tried 9 of 12 chunks of 5 arrays"), "\(ill.text)")
    }

    /// What opens and has nothing for maps is no plain success.
    @Test func checkWarnsOfWhatOnlyDAPServes() throws {
        let check = { () -> ConfigurationCheck in
            let text =
                "server: {public_url: 'http://localhost:8080'}\ndatasets: [{id: s, store: \(self.folder.path)/s}]\n"
            self.folder.write(Array(text.utf8), to: "c.yaml")
            return ConfigurationCheck(file: "\(self.folder.path)/c.yaml", opensDatasets: true)
        }
        #expect(check().text.contains("dataset s: ok, 2 variables\n"))
        folder.write(Array("{broken".utf8), to: "s/v/.zattrs")
        let warned = check()
        #expect(
            warned.text.contains("dataset s: warning: no variable has a place on the Earth ('w': "),
            "\(warned.text)"
        )
        #expect(
            warned.text.contains("`sluice doctor` tells more; 1 cannot be served (v)\n"),
            "\(warned.text)"
        )
        #expect(warned.text.contains("`sluice doctor`") && warned.datasets.allSatisfy { $0.cause == nil })
    }

    /// What opens beside arrays that cannot be served is no plain success either, and no failure: they are named.
    @Test func checkNamesWhatCannotBeServed() throws {
        let config =
            "server: {public_url: 'http://localhost:8080'}\ndatasets: [{id: s, store: \(folder.path)/s}]\n"
        folder.write(Array(config.utf8), to: "c.yaml")
        folder.write(Array("{broken".utf8), to: "s/broken/.zarray")
        let huge = """
            {"zarr_format":2,"shape":[40000,40000],"chunks":[40000,40000],"dtype":"<f4","compressor":null,"filters":null,
            "fill_value":0,"order":"C"}
            """
        folder.write(Array(huge.utf8), to: "s/huge/.zarray")
        let check = ConfigurationCheck(file: "\(folder.path)/c.yaml", opensDatasets: true)
        #expect(check.datasets.allSatisfy { $0.cause == nil })
        let line =
            "dataset s: ok, 2 variables; 2 cannot be served (broken, huge): `sluice doctor` tells more\n"
        #expect(check.text.contains(line), "\(check.text)")
        let dataset = try #require(try JSONParser.parse(check.json)["datasets"]?.arrayValue?.first)
        #expect(dataset["unusable"]?.arrayValue?.compactMap(\.stringValue) == ["broken", "huge"])
        #expect(dataset["state"] == "ok" && dataset["hindered"]?.arrayValue == [])
        let ill = try diagnosis()
        // 40,000² values of four bytes; 512 MiB are allowed.
        let words =
            "/huge: its chunks of 40000 × 40000 values are 6400000000 bytes each, the limit is 536870912 ('limits: chunk_bytes')"
        #expect(ill.entries.contains { $0.subject == "huge" && $0.text == words }, "\(ill.entries)")
    }
}
