import Execution
import Principals
import Synchronization
import Testing

@testable import Gateway

/// An account that notes what is asked of it, and refuses what it is told to.
private final class ScriptedAccount: WorkAccount {
    private struct State {
        var calls: [String] = []
        var overuse: Overuse?
        var busy = 0
    }

    let asker: String? = "user ada"
    let allowances: [Allowance]
    private let refusal: Overuse?
    private let state = Mutex(State())

    init(_ allowances: [Allowance] = [], refusal: Overuse? = nil) {
        (self.allowances, self.refusal) = (allowances, refusal)
    }

    var calls: [String] { state.withLock { $0.calls } }
    var busy: Int { state.withLock { $0.busy } }
    var overuse: Overuse? { state.withLock { $0.overuse } }

    private func note(_ call: String) { state.withLock { $0.calls.append(call) } }

    func begin() throws(Interruption) {
        note("begin")
        guard let refusal else { return }
        state.withLock { $0.overuse = refusal }
        throw .overused
    }

    func enter(dataset: String) { note("enter \(dataset)") }
    func admit(_ work: PlannedWork, context: WorkContext) { note("admit") }
    func beginAnew() { note("anew") }
    func giveWay() { note("way") }
    func change(busy difference: Int) { state.withLock { $0.busy += difference } }
    func settle(isRefused: Bool) { note(isRefused ? "refused" : "settle") }
}

@Suite struct AccountTests {
    private static let hourly = Allowance(
        quota: "hourly",
        unit: .requests,
        limit: 100,
        windowSeconds: 3600,
        remaining: 40,
        resetSeconds: 1200
    )
    private static let daily = Allowance(
        quota: "daily",
        unit: .bytes,
        limit: 50_000_000_000,
        windowSeconds: 86_400,
        remaining: 5_000_000_000,
        resetSeconds: 7
    )
    private static let cpu = Allowance(
        quota: "daily",
        unit: .cpuSeconds,
        limit: 600,
        windowSeconds: 86_400,
        remaining: 0,
        resetSeconds: 60
    )

    private let plain = ScriptedService { _, _ in Response(contentType: "text/plain", text: "hello") }

    private func ask(
        _ account: ScriptedAccount,
        _ method: HTTPMethod = .get,
        path: String = "/s",
        by principal: Principal = Principal(name: "ada", groups: []),
        refusal: CredentialRefusal? = nil,
        service: ScriptedService? = nil
    ) throws -> FinishedResponse {
        let request = Request(
            method: method,
            path: try RequestPath(raw: path),
            principal: principal,
            refusal: refusal,
            address: "192.0.2.1",
            id: "id-1"
        )
        return Dispatcher(services: [service ?? plain], accounts: { _, _ in account })
            .answer(request, context: WorkContext(requestID: "id-1", deadline: .after(seconds: 60)))
    }

    @Test func aRequestIsChargedBeforeItsServiceIsAsked() throws {
        let account = ScriptedAccount()
        #expect(try ask(account).status == 200)
        #expect(account.calls == ["begin", "settle"] && account.busy == 0)
        let missing = ScriptedAccount()
        #expect(try ask(missing, path: "/nowhere").status == 404)
        #expect(missing.calls == ["begin", "settle"])
    }

    /// Preflights, methods that are not offered, and wrong credentials are not counted.
    @Test func whatIsNoRequestIsNotCharged() throws {
        for (method, refusal) in [
            (HTTPMethod.options, nil), (.other("DELETE"), nil), (.get, CredentialRefusal.bad),
        ] {
            let account = ScriptedAccount()
            _ = try ask(account, method, refusal: refusal)
            #expect(account.calls == ["settle"], "\(method)")
        }
    }

    @Test func whatDoesNotCountHasNoAccount() throws {
        var service = plain
        service.isCounted = false
        let account = ScriptedAccount()
        #expect(try ask(account, service: service).status == 200)
        #expect(account.calls.isEmpty)
    }

    /// Draft ietf-httpapi-ratelimit-headers-10, sections 3 and 4: lists of strings with parameters.
    @Test func aRefusalTellsWhatWasBrokenAndWhatIsNearest() throws {
        let account = ScriptedAccount(
            [Self.hourly, Self.daily, Self.cpu],
            refusal: Overuse(retryAfterSeconds: 17, allowance: Self.hourly)
        )
        let answer = try ask(account, by: .anonymous)
        #expect(answer.status == 429)
        #expect(account.calls == ["begin", "refused"])
        #expect(answer.fields["Retry-After"] == "17")
        #expect(
            answer.fields["RateLimit-Policy"]
                == "\"hourly-requests\";q=100;w=3600, \"daily-cpu-seconds\";q=600;qu=\"cpu-seconds\";w=86400"
        )
        #expect(
            answer.fields["RateLimit"] == "\"hourly-requests\";r=40;t=1200, \"daily-cpu-seconds\";r=0;t=60"
        )
        #expect(answer.fields["Cache-Control"] == "no-store")
    }

    @Test func onlyWhoHasSignedInSeesWhatIsLeftBesides() throws {
        let account = ScriptedAccount([Self.hourly, Self.daily])
        let answer = try ask(account)
        #expect(answer.fields["RateLimit"] == "\"daily-bytes\";r=5000000000;t=7")
        #expect(
            answer.fields["RateLimit-Policy"] == "\"daily-bytes\";q=50000000000;qu=\"content-bytes\";w=86400"
        )
        #expect(answer.fields["Cache-Control"]?.contains("private") == true)
        #expect(try ask(account, by: .anonymous).fields["RateLimit"] == nil)
        #expect(try ask(account, by: .anonymous, refusal: .bad).fields["RateLimit"] == nil)
        #expect(try ask(ScriptedAccount()).fields["RateLimit-Policy"] == nil)
    }

    /// Of a wait for a turn there is no rule to tell.
    @Test func aRefusalWithoutARuleSaysWhenToComeBack() throws {
        let account = ScriptedAccount(refusal: Overuse(retryAfterSeconds: 3, allowance: nil))
        let answer = try ask(account)
        #expect(answer.status == 429 && answer.fields["Retry-After"] == "3")
        #expect(answer.fields["RateLimit"] == nil)
    }

    private struct Gone: PassingError {
        let isOfThePast = true
    }

    @Test func aSecondTryIsTheSameRequest() throws {
        let account = ScriptedAccount()
        let service = ScriptedService { _, context in
            let isFirst = context.retry.firstError == nil
            try context.retry.meet(isFirst ? "S1" : "S2")
            if isFirst { throw Gone() }
            return Response(contentType: "text/plain", text: "hello")
        }
        #expect(try ask(account, service: service).status == 200)
        #expect(account.calls == ["begin", "anew", "begin", "settle"])
    }
}
