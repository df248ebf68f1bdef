import Catalogue
import Cube
import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing

@testable import Portal

/// A catalogue that fails in a way of its own.
private struct FailingCatalogue: ScriptedCatalogue {
    let error: any Error

    var ids: [String] { ["a"] }
    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset { throw error }
}

/// Errors of every layer have the class that the other protocols give them, on a page of the portal's own.
@Suite struct FailureWordsTests {
    private static let cases: [(error: any Error, status: Int, words: String)] = [
        (Interruption.deadlinePassed, 504, "took longer than it may"),
        (Interruption.heldUp, 503, "busy"), (Interruption.stopping, 503, "busy"),
        (Interruption.memoryExhausted(requested: 2, budget: 1), 503, "busy"),
        (SpoolError.full(limit: 1), 503, "no room"), (SpoolError.system(errno: 5), 503, "no room"),
        (Failure.storage(dataset: "a", key: "k", .unreachable), 502, "did not answer"),
    ]

    @Test(arguments: cases.indices)
    func areTold(number: Int) throws {
        let (error, status, words) = Self.cases[number]
        let service = PortalService(
            catalogue: DatasetCatalogue(FailingCatalogue(error: error)),
            offers: ScriptedOffers.all
        )
        for (accept, type) in [
            ("text/html", "text/html; charset=utf-8"), ("*/*", "application/problem+json"),
        ] {
            let request = Request(
                path: try RequestPath(raw: "/datasets/a"),
                headers: HTTPFields([(name: "Accept", value: accept)])
            )
            let answer = Dispatcher(services: [service]).answer(request, context: .background(seconds: 30))
            #expect(answer.status == status)
            #expect(answer.fields["Content-Type"] == type)
            #expect(answer.text.contains(words))
        }
    }

    /// What cannot be read is the gateway's to word.
    @Test func malformedQueriesAreTheGateways() throws {
        let request = Request(path: try RequestPath(raw: "/datasets/a"), rawQuery: "f=%ZZ")
        let service = PortalService(
            catalogue: DatasetCatalogue(FailingCatalogue(error: Failure.defect)),
            offers: ScriptedOffers.all
        )
        let answer = Dispatcher(services: [service]).answer(request, context: .background(seconds: 30))
        #expect(answer.status == 400)
        #expect(answer.text.contains("The address is malformed"))
    }
}
