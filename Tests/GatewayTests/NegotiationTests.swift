import Testing

@testable import Gateway

@Suite struct NegotiationTests {
    private let negotiation = Negotiation([
        .init(names: ["json"], mediaType: "application/json"),
        .init(names: ["html"], mediaType: "text/html; charset=utf-8"),
        .init(
            names: ["CoverageJSON", "covjson"],
            mediaType: "application/vnd.cov+json",
            aliases: ["application/prs.coverage+json"]
        ),
    ])

    struct Case: CustomTestStringConvertible, Sendable {
        let format: String?
        let accept: String?
        let chosen: String
        var testDescription: String { "f=\(format ?? "-") Accept: \(accept ?? "-")" }
    }

    @Test(arguments: [
        Case(format: nil, accept: nil, chosen: "json"),
        Case(format: "", accept: "", chosen: "json"),
        Case(format: nil, accept: "*/*", chosen: "json"),
        Case(format: "HTML", accept: "application/json", chosen: "html"),
        Case(format: "covjson", accept: nil, chosen: "CoverageJSON"),
        Case(format: "coveragejson", accept: nil, chosen: "CoverageJSON"),
        Case(format: "text/html", accept: nil, chosen: "html"),
        Case(
            format: nil,
            accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            chosen: "html"
        ),
        Case(format: nil, accept: "text/html;q=0.4, application/json;q=0.5", chosen: "json"),
        Case(format: nil, accept: "text/*, application/json;q=0", chosen: "html"),
        Case(format: nil, accept: "application/prs.coverage+json", chosen: "CoverageJSON"),
        Case(
            format: nil,
            accept: "application/vnd.cov+json;profile=x;q=0.9, */*;q=0.1",
            chosen: "CoverageJSON"
        ),
        Case(format: nil, accept: "garbage", chosen: "json"),
        Case(format: nil, accept: "Application/JSON ; Q=0.7", chosen: "json"),
    ])
    func chooses(_ example: Case) throws {
        let offer = try negotiation.choose(format: example.format, accept: example.accept)
        #expect(offer.names.first == example.chosen)
    }

    @Test func refusesWhatItDoesNotHave() {
        #expect(throws: NegotiationError.unknownFormat("xml", known: ["json", "html", "CoverageJSON"])) {
            try negotiation.choose(format: "xml", accept: "text/html")
        }
        #expect(throws: NegotiationError.self) { try negotiation.choose(format: nil, accept: "image/png") }
        #expect(throws: NegotiationError.self) { try negotiation.choose(format: nil, accept: "*/*;q=0") }
    }
}
