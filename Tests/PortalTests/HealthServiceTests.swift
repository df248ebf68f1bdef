import Catalogue
import Cube
import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing

@testable import Portal

@Suite struct HealthServiceTests {
    private struct Known: ScriptedCatalogue {
        var before: [DatasetState.State]
        var after: [DatasetState.State] = []
        let tried = Monitor(false)

        var ids: [String] { before.indices.map { "d\($0)" } }

        func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
            throw Failure.busy
        }

        func states() -> [DatasetState] {
            let states = tried.withLock { $0 } ? after : before
            return states.enumerated().map { DatasetState(id: "d\($0.offset)", state: $0.element) }
        }

        func tryAll(where isWanted: (String) -> Bool, context: WorkContext) {
            tried.withLock { $0 = true }
        }
    }

    private func ask(
        _ path: String,
        query: String = "",
        isInternal: Bool = true,
        spool: Spool = Spool(directory: "/tmp"),
        loginProblem: String? = nil,
        _ health: Known
    ) throws -> FinishedResponse {
        let request = Request(path: try RequestPath(raw: path), rawQuery: query, isInternal: isInternal)
        // Whoever watches the server watches what nobody may see too.
        let catalogue = DatasetCatalogue(health, rules: ConfiguredRules([]))
        let service = HealthService(catalogue: catalogue, spool: spool) { loginProblem }
        return Dispatcher(services: [service]).answer(request, context: .background(seconds: 30))
    }

    @Test func isAliveWithoutAnyDataset() throws {
        let answer = try ask("/health/live", Known(before: []))
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"ok"}"#)
        #expect(answer.fields["Cache-Control"] == "no-store")
    }

    @Test func isReadyWhateverItsDatasetsDo() throws {
        let health = Known(before: [.failing, .unopened, .working])
        let answer = try ask("/health/ready", health)
        #expect(answer.status == 200)
        let document = try JSONParser.parse(answer.text)
        #expect(document["datasets"] == ["d0": "failing", "d1": "unopened", "d2": "ok"])
        #expect(document["failing"] == 1)
        #expect(!health.tried.withLock { $0 })
    }

    @Test(arguments: [
        ([DatasetState.State.working, .working], 200), ([.working, .failing], 503), ([.unopened], 503),
    ])
    func allMeansAll(after: [DatasetState.State], status: Int) throws {
        let answer = try ask("/health/ready", query: "all=1", Known(before: [.unopened], after: after))
        #expect(answer.status == status)
    }

    /// A spool folder that is gone is told until it is back.
    @Test func theRoomForLongAnswersIsLookedAt() throws {
        let folder = TemporaryFolder()
        let place = "\(folder.path)/spool"
        let spool = Spool(directory: place)
        let health = Known(before: [.working], after: [.working])
        let failing = try ask("/health/ready", spool: spool, health)
        #expect(failing.status == 200)
        #expect(try JSONParser.parse(failing.text)["spool"] == "failing: No such file or directory")
        #expect(try ask("/health/ready", query: "all=1", spool: spool, health).status == 503)
        folder.write([], to: "spool/file")
        let working = try ask("/health/ready", query: "all=1", spool: spool, health)
        #expect(working.status == 200)
        #expect(try JSONParser.parse(working.text)["spool"] == "ok")
        #expect(!(try ask("/health/ready", isInternal: false, spool: spool, health)).text.contains("spool"))
    }

    /// Who signs in by an issuer cannot while its keys are not to be had; a worker is ready for all others, also where all datasets must work.
    @Test func thatSomeCannotSignInIsTold() throws {
        let health = Known(before: [.working], after: [.working])
        let failing = try ask("/health/ready", loginProblem: "keys: refused", health)
        #expect(failing.status == 200)
        #expect(try JSONParser.parse(failing.text)["login"] == "failing: keys: refused")
        let all = try ask("/health/ready", query: "all=1", loginProblem: "keys: refused", health)
        #expect(all.status == 200)
        #expect(try JSONParser.parse(ask("/health/ready", health).text)["login"] == "ok")
        let stranger = try ask("/health/ready", isInternal: false, loginProblem: "keys: refused", health)
        #expect(stranger.text == #"{"status":"ready"}"#)
    }

    /// Names of datasets, and work for all of them, are not for everybody.
    @Test func strangersLearnOnlyThatItIsReady() throws {
        let health = Known(before: [.failing], after: [.failing])
        for query in ["", "all=1"] {
            let answer = try ask("/health/ready", query: query, isInternal: false, health)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"ready"}"#)
        }
        #expect(!health.tried.withLock { $0 })
    }

    @Test(arguments: ["/health", "/health/", "/health/dead", "/health/live/x"])
    func nothingElseIsHealth(path: String) throws {
        #expect(try ask(path, Known(before: [])).status == 404)
    }
}
