import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// What stores are told of who asks them.
@Suite struct UserAgentTests {
    private typealias Told = Set<TransferRoute.Told>
    private typealias Sample = (told: Told, subject: String?, principal: String?, text: String)
    private static let samples: [Sample] = [
        ([.dataset], "air", "ada", "sluice/1 dataset/air"),
        ([.dataset, .principal], "air", "ada", "sluice/1 dataset/air principal/ada"),
        ([.principal], "air", "ada", "sluice/1 principal/ada"), ([], "air", "ada", "sluice/1"),
        ([.dataset, .principal], nil, nil, "sluice/1"),
        // Nothing in a name ends the field or the token.
        (
            [.dataset, .principal], "air", "a d/a\r\nX: (ä)",
            "sluice/1 dataset/air principal/a%20d%2Fa%0D%0AX%3A%20%28%C3%A4%29"
        ),
    ]

    @Test(arguments: samples.indices)
    func namesAreTokens(_ index: Int) {
        let sample = Self.samples[index]
        let reader = WorkContext.Reader(subject: sample.subject, principal: sample.principal)
        #expect(UserAgent(product: "sluice/1").text(for: reader, sample.told) == sample.text)
    }

    @Test func longNamesAreCut() {
        let reader = WorkContext.Reader(subject: String(repeating: "a", count: 1000))
        let text = UserAgent(product: "sluice").text(for: reader, [.dataset])
        #expect(text == "sluice dataset/" + String(repeating: "a", count: 128))
    }

    /// Also from threads that work for the request, and with less time.
    @Test(
        arguments: [([.dataset], "product/2 dataset/air"), ([.principal], "product/2 principal/ada")]
            as [(Told, String)]
    )
    func aServerGetsThem(_ told: Set<TransferRoute.Told>, expected: String) throws {
        let server = try #require(
            ScriptedServer { ScriptedServer.Answer(200, $0.fields["user-agent"] ?? "none") }
        )
        let origin = "http://127.0.0.1:\(server.port)"
        var (profile, options) = (StorageProfile(prefix: origin), TransferEngine.Options())
        profile.told = told
        options.product = "product/2"
        let engine = TransferEngine(options: options)
        let store = try StoreOpener.open(origin, profiles: StorageProfiles([profile]), engine: engine)
        let context = WorkContext.background(seconds: 30, bulkheads: Bulkheads())
        context.concerns("air")
        context.isFor(principal: "ada")
        for context in [context, context.branch(), context.limited(to: .after(seconds: 20))] {
            let outcome = try store.read(ObjectRequest(key: "k", maxBytes: 100), context: context)
            #expect(outcome.bytes.map { String(decoding: $0, as: UTF8.self) } == expected)
        }
    }
}
