import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Every refusal is problem JSON with a code, and none of them reads a chunk.
@Suite struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let query: String
        let status: Int
        let code: String
        /// What the description must say.
        let hint: String
        var testDescription: String { query }

        init(_ query: String, _ status: Int, _ code: String, _ hint: String) {
            (self.query, self.status, self.code, self.hint) = (query, status, code, hint)
        }
    }

    @Test(arguments: [
        Case("", 400, "MissingParameter", "coords"),
        Case("coords=", 400, "MissingParameter", "coords"),
        Case("coords=POINT()", 400, "InvalidParameter", "POINT(5.2 52.1)"),
        Case("coords=POLYGON((0 0,1 0,1 1,0 0))", 400, "InvalidParameter", "POINT"),
        Case("coords=POINT(1 60)&parameter-name=airr", 400, "InvalidParameter", "Did you mean 'air'?"),
        Case("coords=POINT(1 60)&parameter-name=air,xyzzy", 400, "InvalidParameter", "xyzzy"),
        Case("coords=POINT(1 60)&parameter-name=lonely", 400, "InvalidParameter", "lonely"),
        Case("coords=POINT(1 60)&datetime=yesterday", 400, "InvalidParameter", "datetime"),
        Case("coords=POINT(1 60)&datetime=2025/2024", 400, "InvalidParameter", "starts before it ends"),
        Case("coords=POINT(1 60)&z=high", 400, "InvalidParameter", "z="),
        Case("coords=POINT(1 60)&member=first", 400, "InvalidParameter", "member="),
        Case("coords=POINT(1 60)&crs=EPSG:999999", 400, "InvalidParameter", "CRS84"),
        Case("coords=POINT(1 60)&f=bogus", 400, "UnsupportedFormat", "CoverageJSON"),
        Case("coords=POINT(1 60)&datetimes=2024", 400, "UnknownParameter", "Did you mean 'datetime'?"),
        Case("Coords=POINT(1 60)", 400, "UnknownParameter", "Did you mean 'coords'?"),
        Case("coords=POINT(1 60)&membr=1", 400, "UnknownParameter", "Did you mean 'member'?"),
        Case("coords=POINT(1 60)&coords=POINT(1 60)", 400, "RepeatedParameter", "coords"),
        Case("coords=POINT(1%ZZ60)", 400, "MalformedRequest", "escape"),
        Case("coords=%ff%fe", 400, "MalformedRequest", "UTF-8"),
        Case("coords=%", 400, "MalformedRequest", "escape"),
        Case("coords=%00", 400, "InvalidParameter", "POINT"),
    ])
    func queries(_ refused: Case) throws {
        let cube = try EDRFixture.make()
        let answer = try EDRFixture.ask("/edr/collections/cube/position?\(refused.query)", [cube])
        try expectProblem(answer, refused.status, refused.code, refused.hint)
        #expect(cube.dataChunksRead == 0)
    }

    @Test(arguments: [
        ("/edr/collections/none", 404, "NotFound"), ("/edr/collections/none/position", 404, "NotFound"),
        ("/edr/collections/cube/corridor", 404, "NotFound"), ("/edr/nothing", 404, "NotFound"),
        ("/edr/collections/cube/position/x", 404, "NotFound"), ("/edr/collections/a%2Fb", 404, "NotFound"),
        ("/edr/collections/'%20OR%201=1--", 404, "NotFound"), ("/edr?f=bogus", 400, "UnsupportedFormat"),
        ("/edr/conformance?x=1", 400, "UnknownParameter"),
        ("/edr/collections?f=%zz", 400, "MalformedRequest"),
    ])
    func paths(address: String, status: Int, code: String) throws {
        try expectProblem(EDRFixture.ask(address, [EDRFixture.cube]), status, code, "")
    }

    private func expectProblem(_ answer: FinishedResponse, _ status: Int, _ code: String, _ hint: String)
        throws
    {
        #expect(answer.status == status)
        #expect(answer.fields["Content-Type"] == "application/problem+json")
        #expect(answer.fields["Cache-Control"] == "no-store")
        let document = try EDRFixture.json(answer)
        #expect(document.objectValue?.keys.first == "type")
        #expect(document.at("status") == JSONValue(status))
        #expect(document.at("code") == JSONValue(code))
        let description = document.at("description").stringValue ?? ""
        #expect(description.contains(hint), "\(description)")
        #expect(document.at("detail") == document.at("description"))
    }

    @Test func unacceptableTypes() throws {
        let query = "/edr/collections/cube/position?coords=POINT(1 60)"
        for (accept, status) in [
            ("text/html", 406), ("image/png", 406), ("*/*", 200), ("text/html,*/*;q=0.8", 200),
            ("application/prs.coverage+json", 200), ("application/json", 200),
            ("application/vnd.cov+json;q=0", 406),
        ] {
            let answer = try EDRFixture.ask(query, [EDRFixture.cube], headers: [("Accept", accept)])
            #expect(answer.status == status, "\(accept)")
        }
    }

    @Test func otherMethods() throws {
        let answer = try EDRFixture.ask("/edr/collections", [EDRFixture.cube], method: .other("DELETE"))
        #expect(answer.status == 405)
        #expect(answer.fields["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func tooMuchNamesTheLimit() throws {
        var points = Array(repeating: "(1 60)", count: WKTPoints.maxPoints + 1).joined(separator: ",")
        try expectProblem(
            EDRFixture.position("coords=MULTIPOINT(\(points))"),
            413,
            "TooLarge",
            "\(WKTPoints.maxPoints)"
        )
        points = Array(repeating: "(1 60)", count: WKTPoints.maxPoints).joined(separator: ",")
        #expect(try EDRFixture.position("coords=MULTIPOINT(\(points))&parameter-name=kind").status == 200)
    }

    struct Large: CustomTestStringConvertible, Sendable {
        let query: String
        let cells: Int
        /// What the advice replaces in the query, for the request that must pass.
        let advice: String
        var testDescription: String { query }
    }

    @Test(arguments: [
        Large(
            query: "position?coords=POINT(1 60)&parameter-name=air",
            cells: 7,
            advice: "With datetime=2024-03-01T00:00:00Z/2024-03-01T06:00:00Z it passes."
        ),
        Large(
            query: "position?coords=MULTIPOINT((1 60),(2 60),(0 60))&parameter-name=kind",
            cells: 8,
            advice: "With coords=MULTIPOINT((1.0%2060.0),(2.0%2060.0)) it passes."
        ),
        Large(
            query: "cube?bbox=-2,59,2,61&parameter-name=kind&datetime=2024-03-01T00:00:00Z",
            cells: 14,
            advice: "With bbox=-1.9571,59.02143,1.9571,60.97857 it passes."
        ),
        Large(
            query: "position?coords=POINT(1 60)&parameter-name=kind,ensemble&datetime=2024-03-01T00:00:00Z",
            cells: 2,
            advice: "With parameter-name=kind it passes."
        ),
        Large(
            query: "cube?bbox=-2,59,2,61&parameter-name=kind",
            cells: 3,
            advice: "With datetime=2024-03-01T00:00:00Z&bbox=-1.9571,59.02143,1.9571,60.97857 it passes."
        ),
    ])
    func tooMuchNamesTheLargestThatPasses(_ large: Large) throws {
        var limits = Limits()
        limits.outputCells = large.cells
        let cube = try EDRFixture.make(limits: limits)
        let answer = try EDRFixture.ask("/edr/collections/cube/\(large.query)", [cube])
        try expectProblem(answer, 413, "TooLarge", large.advice)
        #expect(try EDRFixture.json(answer).at("allowed") == JSONValue(large.cells))
        let dryRun = try EDRFixture.ask("/edr/collections/cube/\(large.query)&dryrun=1", [cube])
        #expect(dryRun.status == 200)
        #expect(try EDRFixture.json(dryRun).at("passes") == false)
        #expect(try EDRFixture.json(dryRun).at("message").stringValue?.contains(large.advice) == true)
        #expect(cube.dataChunksRead == 0)
    }

    /// Fewer times leave a polygon as it is: nothing but the polygon is advised about.
    ///
    /// A triangle has three pairs of edges, which are held against each other first; two edges meet 37 latitudes.
    @Test(arguments: [1, 10]) func tooManyCrossingsAreThePolygons(allowed: Int) throws {
        var limits = Limits()
        limits.crossings = allowed
        let cube = try CubeFixture.latLon(
            (0..<40).map { Double($0) },
            (0..<40).map { Double($0) },
            along: [.times([0.0, 6], "hours since 2024-01-01")],
            id: "cube",
            limits: limits
        ) { _ in Float(1) }
        let polygon = "POLYGON((1 1,38 1,20 38,1 1))"
        let answer = try EDRFixture.ask("/edr/collections/cube/area?coords=\(polygon)", [cube])
        #expect(answer.status == 413)
        let message = String(decoding: answer.body, as: UTF8.self)
        #expect(message.contains("crossings") && !message.contains("datetime="), "\(message)")
    }

    @Test func anUnreadableChunkIsTheStoragesFault() throws {
        let cube = try EDRFixture.make()
        cube.chunks["air"]?.fail(with: ZarrError.corruptChunk(key: "air/c/0", reason: "cut in half"))
        let answer = try EDRFixture.ask("/edr/collections/cube/position?coords=POINT(1 60)", [cube])
        try expectProblem(answer, 502, "Storage", "cube")
    }
}
