import Execution
import Glibc
import Principals
import Testing

@testable import Gateway

@Suite struct AuthenticationTests {
    private static let people = [
        Principal.anonymous,
        Principal(name: "ada", groups: []),
        Principal(name: "Ädä, \"the\" % first; CN=x", groups: ["a,b", "c d", "é"]),
        Principal(
            name: "bot",
            groups: ["g"],
            token: "nightly %41",
            scope: Scope(datasets: ["air", "obs-*"], protocols: ["wms"])
        ),
    ]

    /// What nginx makes of an answer: a parameter for each field, by the snippet's names.
    private func parameters(_ answer: AuthenticationAnswer) -> FastCGIParameters {
        let fields = answer.response.fields.fields.filter { $0.name.hasPrefix("Sluice-") }
        return FastCGIParameters(
            fields.map { ($0.name.uppercased().replacing("-", with: "_"), $0.value) }
        )
    }

    @Test(arguments: people)
    func whoPassesArrivesAsHeWas(_ principal: Principal) {
        let answer = AuthenticationAnswer.passes(principal, accessClass: "1f")
        #expect(answer.response.status == 204)
        #expect(answer.response.fields["Sluice-Class"] == "1f")
        let arrived = AuthenticationAnswer(parameters(answer))
        #expect(arrived?.principal == principal)
        #expect(arrived?.refusal == nil)
        let values = answer.response.fields.fields.map(\.value)
        #expect(values.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
    }

    @Test(arguments: [CredentialRefusal.bad, .slow(retryAfterSeconds: 17), .unknowable])
    func whatIsRefusedArrivesSo(_ refusal: CredentialRefusal) {
        let answer = AuthenticationAnswer.refused(refusal)
        #expect(answer.response.status == 204)
        let arrived = AuthenticationAnswer(parameters(answer))
        #expect(arrived?.refusal == refusal)
        #expect(arrived?.principal == .anonymous)
    }

    /// Whatever is not understood lets nobody in, and nobody's name either.
    @Test(arguments: [
        [("SLUICE_VERDICT", "known")], [("SLUICE_VERDICT", "Known"), ("SLUICE_PRINCIPAL", "ada")],
        [("SLUICE_VERDICT", "known"), ("SLUICE_PRINCIPAL", "%zz")],
        [("SLUICE_VERDICT", "known"), ("SLUICE_PRINCIPAL", "ada"), ("SLUICE_GROUPS", "a,%")],
        [("SLUICE_VERDICT", "known"), ("SLUICE_PRINCIPAL", "ada"), ("SLUICE_SCOPE", "everything")],
        [("SLUICE_VERDICT", "known"), ("SLUICE_PRINCIPAL", "ada"), ("SLUICE_TOKEN", "%ff")],
        [("SLUICE_VERDICT", "slow"), ("SLUICE_PRINCIPAL", "ada")],
        [("SLUICE_VERDICT", "slow -1"), ("SLUICE_PRINCIPAL", "ada")],
        [("SLUICE_VERDICT", "slow 99999999999999999999"), ("SLUICE_PRINCIPAL", "ada")],
    ])
    func garbledAnswersLetNobodyIn(_ parameters: [(String, String)]) {
        let answer = AuthenticationAnswer(FastCGIParameters(parameters))
        #expect(answer?.principal == .anonymous)
        #expect(answer?.refusal == .bad)
    }

    @Test func withoutAVerdictNginxItselfSaysWhoItIs() {
        let parameters = FastCGIParameters([("SLUICE_PRINCIPAL", "a%41"), ("SLUICE_GROUPS", "x, y")])
        #expect(AuthenticationAnswer(parameters) == nil)
        #expect(RequestReader.principal(parameters) == Principal(name: "a%41", groups: ["x", "y"]))
    }

    /// nginx sends the parameter whether the client sent the field or not.
    @Test func anEmptyFieldBringsNothing() throws {
        let parameters = FastCGIParameters([("SLUICE_ROLE", "auth"), ("HTTP_AUTHORIZATION", "")])
        #expect(try #require(AuthenticationQuestion(parameters)).bringsNothing)
    }

    @Test func aClientsFieldsAreNoVerdict() {
        let parameters = FastCGIParameters([
            ("HTTP_SLUICE_VERDICT", "known"), ("HTTP_SLUICE_PRINCIPAL", "root"), ("HTTP_SLUICE_ROLE", "auth"),
        ])
        #expect(AuthenticationAnswer(parameters) == nil)
        #expect(AuthenticationQuestion(parameters) == nil)
        #expect(RequestReader.principal(parameters) == .anonymous)
    }

    // MARK: Answers to clients

    private static let service = ScriptedService { request, _ in
        Response(contentType: "text/plain", text: request.principal.name ?? "nobody")
    }

    private func answer(_ method: HTTPMethod, _ refusal: CredentialRefusal?) throws -> FinishedResponse {
        let request = Request(method: method, path: try RequestPath(raw: "/s"), refusal: refusal)
        let context = WorkContext(requestID: "1", deadline: .after(seconds: 10))
        return Dispatcher(services: [Self.service]).answer(request, context: context)
    }

    @Test(arguments: [
        (CredentialRefusal.bad, 401, nil), (.slow(retryAfterSeconds: 17), 429, "17"), (.unknowable, 503, "2"),
    ])
    func refusalsAreWorded(_ refusal: CredentialRefusal, status: Int, retryAfter: String?) throws {
        let answer = try answer(.get, refusal)
        #expect(answer.status == status)
        #expect(answer.fields["Retry-After"] == retryAfter)
        #expect(answer.fields["Cache-Control"] == "no-store")
        #expect(answer.fields["Access-Control-Allow-Origin"] == "*")
        let challenges = answer.fields.all("WWW-Authenticate")
        #expect(
            challenges
                == (status == 401
                    ? [#"Basic realm="sluice", charset="UTF-8""#, #"Bearer realm="sluice""#] : [])
        )
    }

    /// A browser sends no credentials with its preflight, and must not be asked for any.
    @Test func aPreflightNeedsNoCredentials() throws {
        #expect(try answer(.options, .bad).status == 204)
    }

    // MARK: Signed addresses

    private func request(_ target: String, _ more: [(String, String)]) throws -> Request {
        let gate = try #require(Gate(secret: FastCGIClient.gate))
        let parameters = FastCGIParameters(FastCGIClient.parameters(target, more))
        return try RequestReader(gate: gate, publicOrigin: nil).request(from: parameters, body: [])
    }

    @Test(arguments: [("", "/s/tok.en"), ("/cubes", "/cubes/s/tok.en"), ("/cubes", "/s/tok.en")])
    func linksKeepTheSignature(prefix: String, inFront: String) throws {
        let more = [("SLUICE_SIGNATURE", "tok.en"), ("SLUICE_PREFIX", prefix), ("DOCUMENT_URI", "/wms/air")]
        let request = try request(inFront + "/wms/air?a=b", more)
        #expect(request.path.decoded == "/wms/air")
        #expect(request.origin.prefix == prefix + "/s/tok.en")
        #expect(request.origin.url("/wms/air") == "https://example.org\(prefix)/s/tok.en/wms/air")
    }

    @Test func theLogKeepsNoSignature() {
        let parameters = FastCGIParameters([
            ("REQUEST_URI", "/cubes/s/tok.en/wms/air?a=tok"), ("SLUICE_SIGNATURE", "tok.en"),
        ])
        #expect(RequestReader.shownTarget(parameters) == "/cubes/s/…/wms/air?a=tok")
    }
}
