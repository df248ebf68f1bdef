import Catalogue
import Cube
import Execution
import Failures
import Gateway
import JSON
import Principals
import TestSupport
import Testing
import Zarr

@testable import Serving

@Suite struct ResolvedRequestTests {
    private let context = WorkContext.background(seconds: 30)

    private func catalogue(pin: String? = "S1", latest: String? = nil, freshSeconds: Int = 5) throws
        -> DatasetCatalogue
    {
        let version = DatasetVersion(
            snapshot: "S1",
            isPinned: false,
            pin: pin,
            latest: latest,
            coversData: pin != nil,
            freshSeconds: freshSeconds
        )
        let cube = try CubeFixture(
            id: "air",
            arrays: [FixtureArray("t", [("i", 2)], .float32, [Float(1), 2])],
            version: version
        )
        return DatasetCatalogue(FixtureCatalogue([cube]))
    }

    private func asked(
        _ path: String,
        query: String = "",
        segment: Int = 1,
        name: String = "air",
        suffix: String = "",
        principal: Principal = .anonymous,
        headers: HTTPFields = HTTPFields(),
        _ catalogue: DatasetCatalogue
    ) throws -> ResolvedRequest {
        let request = Request(
            path: try RequestPath(raw: path),
            rawQuery: query,
            headers: headers,
            origin: PublicOrigin(scheme: "https", host: "cubes.example", prefix: "/all"),
            principal: principal
        )
        return try ResolvedRequest(
            request,
            segment: segment,
            name: name,
            suffix: suffix,
            catalogue: catalogue,
            context: context
        )
    }

    struct Place: CustomTestStringConvertible, Sendable {
        let path: String
        var query = ""
        var segment = 1
        var suffix = ""
        let permalink: String
        var testDescription: String { "\(path)?\(query)" }
    }

    @Test(arguments: [
        Place(
            path: "/wms/air",
            query: "REQUEST=GetMap&BBOX=1,2,3,4",
            permalink: "/wms/air@S1?REQUEST=GetMap&BBOX=1,2,3,4"
        ),
        Place(path: "/wms/air", query: "pin=1&a=b", permalink: "/wms/air@S1?a=b"),
        Place(path: "/wms/air", query: "PIN=1", permalink: "/wms/air@S1"),
        Place(
            path: "/edr/collections/air/position",
            query: "coords=POINT(1 2)",
            segment: 2,
            permalink: "/edr/collections/air@S1/position?coords=POINT(1%202)"
        ),
        Place(
            path: "/dap/air.dods",
            query: "t[0:1]&t>\"1\"",
            suffix: ".dods",
            permalink: "/dap/air@S1.dods?t[0:1]&t%3E%221%22"
        ),
        Place(path: "/datasets/%61ir/versions", permalink: "/datasets/air@S1/versions"),
    ])
    func anAnswerNamesItsState(_ place: Place) throws {
        let asked = try asked(
            place.path,
            query: place.query,
            segment: place.segment,
            suffix: place.suffix,
            catalogue(latest: "dev")
        )
        var response = Response()
        asked.sign(&response)
        let latest = place.permalink.replacing("air@S1", with: "air@dev")
        #expect(
            response.fields.all("Link") == [
                "<https://cubes.example/all\(place.permalink)>; rel=\"permalink\"",
                "<https://cubes.example/all\(latest)>; rel=\"latest-version\"",
            ]
        )
        #expect(response.fields["Sluice-Snapshot"] == "S1")
        let redirect = try #require(try asked.pinned(isAsked: true))
        #expect(redirect.status == 307)
        #expect(redirect.fields["Location"] == "https://cubes.example/all\(place.permalink)")
    }

    @Test func aNameCanAskForItsPin() throws {
        let asked = try asked("/dap/air.dods.pin", query: "t", name: "air.pin", suffix: ".dods", catalogue())
        #expect(try asked.pinned()?.fields["Location"] == "https://cubes.example/all/dap/air@S1.dods?t")
        #expect(try self.asked("/dap/air.dods", suffix: ".dods", catalogue()).pinned() == nil)
    }

    @Test func aStoreWithoutVersionsHasNoPermalink() throws {
        let asked = try asked("/wms/air", catalogue(pin: nil))
        var response = Response()
        asked.sign(&response)
        #expect(
            response.fields.all("Link") == ["<https://cubes.example/all/wms/air>; rel=\"latest-version\""]
        )
        let failure = try #require(throws: Failure.self) { try asked.pinned(isAsked: true) }
        #expect(failure.status == 400)
    }

    struct Life: CustomTestStringConvertible, Sendable {
        var name = "air"
        var pin: String? = "S1"
        var freshSeconds = 5
        var isComplete = true
        var principal = Principal.anonymous
        let cacheControl: String
        let isWeak: Bool
        var testDescription: String { cacheControl }
    }

    private static let somebody = Principal(name: "ada", groups: [])

    @Test(arguments: [
        Life(cacheControl: "public, max-age=5", isWeak: false),
        Life(freshSeconds: 0, cacheControl: "public, no-cache", isWeak: false),
        Life(pin: nil, cacheControl: "public, max-age=5", isWeak: true),
        Life(name: "air@S1", cacheControl: "public, max-age=31536000, immutable", isWeak: false),
        Life(name: "air@S1", isComplete: false, cacheControl: "public, max-age=5", isWeak: false),
        Life(
            name: "air@S1",
            principal: somebody,
            cacheControl: "private, max-age=31536000, immutable",
            isWeak: false
        ),
        Life(principal: somebody, cacheControl: "private, max-age=5", isWeak: false),
    ])
    func onlyPinnedAnswersLiveForEver(_ life: Life) throws {
        let asked = try asked(
            "/wms/\(life.name)",
            name: life.name,
            principal: life.principal,
            catalogue(pin: life.pin, freshSeconds: life.freshSeconds)
        )
        var response = Response()
        asked.identify(
            &response,
            by: AnswerIdentity(asked.dataset, renderer: "test-1"),
            isComplete: life.isComplete
        )
        #expect(response.fields["Cache-Control"] == life.cacheControl)
        #expect(response.entityTag?.hasPrefix("W/") == life.isWeak)
    }

    @Test(arguments: [
        ("dry-run", true), ("respond-async, dry-run", true), ("Dry-Run; wait=1", true), ("dry-run=1", true),
        ("dry-runs", false), ("respond-async; dry-run", false), ("", false),
    ])
    func preferencesAreRead(field: String, isAsked: Bool) throws {
        let headers = HTTPFields([("Prefer", "wait=1"), ("prefer", field)])
        let request = Request(path: .root, headers: headers)
        #expect(DryRun.isAsked(request) == isAsked)
    }

    @Test(arguments: [("1", true), ("true", true), ("0", false), ("false", false), ("", false), (nil, false)])
    func parametersAreRead(value: String?, isAsked: Bool) {
        #expect(DryRun.isAsked(Request(path: .root), parameter: value) == isAsked)
    }

    @Test func aDryRunOverALimitSaysWhatPasses() throws {
        let asked = try asked("/dap/air.plan", suffix: ".plan", catalogue())
        let answer = try asked.dryRun(limits: [.chunks]) {
            throw Failure.tooLarge(limit: .chunks, allowed: 3, requested: 4, advice: "Three pass.")
        }
        guard case .bytes(let bytes) = answer.body else { return #expect(Bool(false)) }
        let document = try JSONParser.parse(String(decoding: bytes, as: UTF8.self))
        #expect(answer.status == 200)
        #expect(document["passes"]?.boolValue == false)
        #expect(document["over"]?.stringValue == "chunks")
        #expect(document["message"]?.stringValue?.hasSuffix("Three pass.") == true)
        #expect(document["limits"]?["chunks"]?.integerValue == Int64(Limits().chunks))
    }

    @Test(arguments: [
        ("air@release/1", "air@release%2F1"), ("air.surface@v 1", "air.surface@v%201"),
        ("air@main~2024-03-01T06:00:00Z", "air@main~2024-03-01T06%3A00%3A00Z"), ("air@a@b", "air@a%40b"),
        ("air@50%", "air@50%25"), ("air@main%7E2024-03-01", "air@main%257E2024-03-01"),
        ("air@a.b%2525", "air@a.b%252525"),
    ])
    func addressesAreEncodedForPaths(text: String, encoded: String) throws {
        #expect(try DatasetAddress(text).encoded == encoded)
        let segment = try #require(try RequestPath(raw: "/wms/" + encoded).segments.last)
        #expect(try DatasetAddress(segment) == DatasetAddress(text))
    }

    @Test(arguments: [
        ("air@v1~2024", "v1", "2024"), ("air@v1~x", "v1~x", nil), ("air@a~b~2024-03-01", "a~b", "2024-03-01"),
        ("air@a@b", "a@b", nil), ("air@main%7E2024-03-01", "main~2024-03-01", nil),
        ("air@main%7e2024~2024-03-01", "main~2024", "2024-03-01"),
        ("air@main~2024~2024-03-01", "main~2024", "2024-03-01"), ("air@100%25", "100%", nil),
        ("air@100%", "100%", nil), ("air@a%257Eb", "a%7Eb", nil), ("air@%2F", "%2F", nil),
    ])
    func aTildeBeginsATimeOnlyWhereOneFollows(text: String, ref: String, time: String?) throws {
        let address = try DatasetAddress(text)
        #expect(address.ref == ref && address.time == time)
    }

    /// Whatever a ref is called, it has an address.
    @Test(
        arguments: [
            "main", "release/1", "main~2024-03-01", "a~2024~2024-03-01", "~2024", "a~", "a@b", "@", "50%",
            "%", "%25", "%7E",
            "%257e", "%%25%7", "a b?c#d", "äö", "v1.0", "2024-03-01",
        ],
        [nil, "2024-03-01T06:00:00Z"]
    )
    func everyRefHasAnAddress(ref: String, time: String?) throws {
        let address = DatasetAddress(id: "air", groups: ["a"], ref: ref, time: time)
        #expect(try DatasetAddress(address.text) == address)
        let segment = try #require(try RequestPath(raw: "/dap/" + address.encoded).segments.last)
        #expect(try DatasetAddress(segment) == address)
    }
}
