import Catalogue
import Cube
import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import Portal

@Suite struct VersionsTests {
    private func fixtures(_ policy: Policy = .unrestricted) throws -> VersionedFixtures {
        let version = DatasetVersion(snapshot: "S3", isPinned: false, pin: "S3", coversData: true)
        var fixtures = VersionedFixtures([
            try CubeFixture(
                id: "air",
                title: "Air <&> sea",
                arrays: [
                    .times([Int32(0), 6, 12], "hours since 2024-03-01"),
                    FixtureArray("t", [("time", 3), ("x", 2)], .float32, [Float](repeating: 1, count: 6)),
                ],
                version: version
            )
            .restricted(by: policy)
        ])
        fixtures.references = VersionReferences(
            branches: [.init(name: "main", snapshot: "S3"), .init(name: "try/out", snapshot: "S2")],
            tags: [.init(name: "<v1>", snapshot: "S1")]
        )
        fixtures.commits = [
            VersionCommit(
                snapshot: "S3",
                parent: "S2",
                message: "12 <UTC>",
                author: "Ada",
                time: 1_709_294_400_000
            ),
            VersionCommit(
                snapshot: "S2",
                parent: "S1",
                message: "06 UTC",
                author: nil,
                time: 1_709_272_800_000
            ),
            VersionCommit(snapshot: "S1", parent: nil, message: "made", author: nil, time: 0),
        ]
        var changes = VersionChanges()
        changes.updated = ["time", "t"]
        changes.chunks = [.init(path: "t", count: 2, indices: [1..<3, 0..<2])]
        fixtures.changes = changes
        return fixtures
    }

    private func ask(
        _ fixtures: VersionedFixtures,
        _ query: String = "",
        _ path: String = "/datasets/air/versions"
    )
        throws -> FinishedResponse
    {
        let request = Request(
            path: try RequestPath(raw: path),
            rawQuery: query,
            origin: PublicOrigin(scheme: "https", host: "example.org", prefix: "/cubes")
        )
        let service = PortalService(catalogue: DatasetCatalogue(fixtures), offers: ScriptedOffers.all)
        return Dispatcher(services: [service]).answer(request, context: .background(seconds: 30))
    }

    /// Addresses of stores are for the operator's terminal.
    @Test func theDoctorCountsPlacesOfVirtualChunksAndNamesNone() throws {
        var fixtures = try fixtures()
        fixtures.places = [
            VirtualPlace(prefix: "s3://secret/a/", isAllowed: false),
            VirtualPlace(prefix: "s3://secret/b/", isAllowed: true),
        ]
        let page = try ask(fixtures, "f=html", "/datasets/air/doctor").text
        #expect(page.contains("declares 2 places") && page.contains("1 of them may not be read"))
        #expect(!page.contains("secret"))
        fixtures.places = []
        #expect(try !ask(fixtures, "f=html", "/datasets/air/doctor").text.contains("Virtual"))
    }

    @Test func programsGetNamesAndHistory() throws {
        let answer = try ask(fixtures(), "f=json")
        let document = try JSONParser.parse(answer.text)
        #expect(answer.fields["Sluice-Snapshot"] == "S3")
        let branch = document["branches"]?.arrayValue?.last
        #expect(branch?["name"]?.stringValue == "try/out")
        #expect(branch?["page"]?.stringValue == "https://example.org/cubes/datasets/air@try%2Fout")
        let first = document["history"]?.arrayValue?.first
        #expect(first?["time"]?.stringValue == "2024-03-01T12:00:00Z")
        #expect(first?["author"]?.stringValue == "Ada")
        #expect(first?["page"]?.stringValue == "https://example.org/cubes/datasets/air@S3")
        #expect(document["next"] == nil && document["changes"] == nil)
    }

    @Test func aStateThatIsClearedAwayMeanwhileIsNoMistakeOfTheClient() throws {
        var fixtures = try fixtures()
        fixtures.commits = []
        let request = Request(path: try RequestPath(raw: "/datasets/air/versions"))
        #expect(throws: Failure.storage(dataset: "air", key: "snapshots/S3", .gone)) {
            try PortalService(catalogue: DatasetCatalogue(fixtures), offers: ScriptedOffers.all).respond(
                to: request,
                context: .background(seconds: 30)
            )
        }
        #expect(try ask(fixtures, "from=S9").status == 404)
    }

    @Test func aHistoryIsReadInPages() throws {
        let first = try JSONParser.parse(try ask(fixtures(), "f=json&limit=2").text)
        #expect(first["history"]?.arrayValue?.count == 2)
        #expect(first["next"]?.stringValue == "https://example.org/cubes/datasets/air/versions?from=S1")
        let second = try JSONParser.parse(try ask(fixtures(), "f=json&from=S1").text)
        #expect(second["history"]?.arrayValue?.compactMap { $0["snapshot"]?.stringValue } == ["S1"])
    }

    @Test func aCommitTellsWhichPartItChanged() throws {
        let changes = try JSONParser.parse(try ask(fixtures(), "f=json&changes=S3").text)["changes"]
        #expect(changes?["updated"]?.arrayValue?.count == 2)
        let dimensions = changes?["arrays"]?.arrayValue?.first?["dimensions"]?.arrayValue
        #expect(dimensions?.first?["indices"] == [1, 2])
        #expect(dimensions?.first?["coordinates"] == ["2024-03-01T06:00:00Z", "2024-03-01T12:00:00Z"])
        #expect(dimensions?.last?["name"]?.stringValue == "x")
        #expect(dimensions?.last?["coordinates"] == nil)
    }

    /// Of a snapshot that cannot be opened nobody knows what a policy hides there.
    @Test(arguments: [("S3", ["t"], true), ("S3", [String](), false), ("S9", ["t"], false)])
    func underAPolicyChangesTellOnlyOfWhatItShows(snapshot: String, shown: [String], tells: Bool) throws {
        let fixtures = try fixtures(Policy(variables: Set(shown)))
        let changes = try JSONParser.parse(try ask(fixtures, "f=json&changes=\(snapshot)").text)["changes"]
        #expect(changes?["updated"]?.arrayValue?.contains("t") == tells)
        #expect(changes?["arrays"]?.arrayValue?.isEmpty == !tells)
    }

    @Test func peopleGetAPage() throws {
        let answer = try ask(fixtures(), "f=html&changes=S3&limit=2")
        #expect(answer.status == 200)
        for text in [
            "Air &lt;&amp;&gt; sea: versions", "12 &lt;UTC&gt;", "&lt;v1&gt;", "Older commits",
            "2024-03-01T06:00:00Z … 2024-03-01T12:00:00Z",
        ] {
            #expect(answer.text.contains(text), "\(text)")
        }
    }

    @Test func namesAreToldOnlyWhereTheyAreListed() throws {
        var fixtures = try fixtures()
        fixtures.references = nil
        let document = try JSONParser.parse(try ask(fixtures, "f=json").text)
        #expect(document["branches"] == nil && document["history"]?.arrayValue?.count == 3)
        fixtures.tells = false
        #expect(try ask(fixtures, "f=json").status == 404)
        #expect(try !ask(fixtures, "f=html", "/datasets/air").text.contains("/versions"))
    }

    @Test(arguments: [("limit=0", 400), ("limit=x", 400), ("limit=201", 400), ("from=nope", 404)])
    func refusals(query: String, status: Int) throws {
        #expect(try ask(fixtures(), query).status == status)
    }
}
