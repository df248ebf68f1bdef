import ArgumentParser
import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Operations

struct VersionsCommandTests {
    @Test(
        arguments: [
            ("s3://bucket/x/", "s3://bucket/x/", nil), ("file:///data/=/mirror", "file:///data/", "/mirror"),
            ("s3://b/year=2020/", "s3://b/year=2020/", nil),
            ("s3://b/year=2020/=https://host/y=1/", "s3://b/year=2020/", "https://host/y=1/"),
            ("s3://b/=./here", "s3://b/", "./here"),
        ] as [(String, String, String?)]
    )
    func readsWhatIsAllowed(_ text: String, _ prefix: String, _ place: String?) throws {
        let options = try VersionOptions.parse(["--allow", text])
        #expect(options.places == [VirtualLocations.Place(prefix: prefix, at: place)])
    }

    @Test(
        arguments: [
            ("main", "main", nil), ("main~1970-01-01T00:00:01Z", "main", 1_000_999),
            ("odd~name", "odd~name", nil), ("v1~old~1970-01-01", "v1~old", 999),
        ] as [(String, String, Int64?)]
    )
    func readsReferences(_ text: String, _ name: String, _ time: Int64?) throws {
        let reference = try #require(try VersionOptions.parse(["--ref", text]).reference)
        #expect(reference.name == name)
        #expect(reference.asOf == time)
    }

    /// The repository in a folder, as a command opens it.
    private func opened(_ fixture: IcechunkFixture, _ words: [String], in folder: TemporaryFolder) throws
        -> (StoredHierarchy, VersionOptions)
    {
        for (key, bytes) in fixture.objects { folder.write(bytes, to: key) }
        let options = try VersionOptions.parse(words)
        let target = try CommandTarget(folder.path, group: "", configuration: nil, version: options)
        return (try StoredHierarchy(target, version: options), options)
    }

    @Test(arguments: IcechunkFixture.all) func tellsBranchesTagsAndChanges(_ fixture: IcechunkFixture) throws
    {
        let folder = TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (hierarchy, options) = try opened(fixture, [], in: folder)
        let source = try #require(hierarchy.source)
        let history = try VersionHistory(source, options, limit: 50, changes: true, hierarchy.context)
        let text = history.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for line in [
            "branch dev \(fixture.tip("dev"))", "tag v1 \(fixture.commit("base"))",
            "deleted tag doomed", "wrote 1 chunks of /t [4:6, 0:6]", "Ada base",
        ] {
            #expect(text.contains(line), "\(line) in \(text)")
        }
        let json = try JSONParser.parse(history.json)
        #expect(json["branches"]?["main"]?.stringValue == fixture.tip())
        let ids = json["history"]?.arrayValue?.map { $0["snapshot"]?.stringValue }
        #expect(ids == fixture.expected["history"]?["main"]?.arrayValue?.map { $0["id"]?.stringValue })
    }

    @Test(arguments: IcechunkFixture.all) func opensTheStateThatIsMeant(_ fixture: IcechunkFixture) throws {
        let folder = TemporaryFolder()
        let shapes = try [["--ref", "v1"], ["--ref", fixture.commit("append")], []].map { words in
            try opened(fixture, words, in: folder).0.array(at: "t").metadata.shape
        }
        #expect(shapes == [[4, 6], [6, 6], [6, 6]])
        #expect(throws: CommandError.noSuchVersion("nosuch", known: ["dev", "main", "v1"])) {
            try opened(fixture, ["--ref", "nosuch"], in: folder)
        }
    }

    @Test func hasNoVersionsOfPlainStores() throws {
        let folder = TemporaryFolder()
        folder.write(Array(#"{"zarr_format":3,"node_type":"group"}"#.utf8), to: "zarr.json")
        #expect(throws: CommandError.noVersions) {
            let options = try VersionOptions.parse(["--ref", "main"])
            let target = try CommandTarget(folder.path, group: "", configuration: nil, version: options)
            return try StoredHierarchy(target, version: options)
        }
    }
}
