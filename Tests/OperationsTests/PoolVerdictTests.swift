import Testing

@testable import Operations

@Suite struct PoolVerdictTests {
    private static func worker(_ pid: Int, answers: Bool = true, busy: [Int] = [0, 0, 0]) -> PoolStatus.Worker
    {
        PoolStatus.Worker(
            pid: pid,
            generation: 4,
            answers: answers,
            livedSeconds: 9,
            memory: 50 << 20,
            busy: busy,
            begun: 10,
            waitedSeconds: 0.5
        )
    }

    /// Two of two to four workers with 4, 2 and 1 threads, all well.
    private static func status(_ change: (inout PoolStatus) -> Void = { _ in }) -> PoolStatus {
        var status = PoolStatus(pid: 7, generation: 4)
        (status.wanted, status.least, status.most) = (2, 2, 4)
        status.threads = [4, 2, 1]
        status.workers = [worker(8), worker(9)]
        change(&status)
        return status
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let status: PoolStatus?
        let level: PoolVerdict.Level
        let says: String
    }

    @Test(arguments: [
        Case(
            testDescription: "well",
            status: status(),
            level: .ok,
            says: "SLUICE OK - 2 workers (2 to 4), generation 4 | workers=2;;;2;4 busy_ratio=0.0;;;0;1 "
                + "mean_wait=0.05s deaths=0c failing=0"
        ),
        Case(
            testDescription: "nobody",
            status: nil,
            level: .unknown,
            says: "UNKNOWN - no supervisor answers"
        ),
        Case(
            testDescription: "none answers",
            status: status { $0.workers = [worker(8, answers: false)] },
            level: .critical,
            says: "CRITICAL - no worker answers"
        ),
        Case(
            testDescription: "the issuer is away",
            status: status { $0.loginFails = true },
            level: .warning,
            says: "SLUICE WARNING - the keys of login's issuer cannot be had | "
        ),
        Case(
            testDescription: "one answers",
            status: status { $0.workers = [worker(8), worker(9, answers: false)] },
            level: .warning,
            says: "1 of at least 2"
        ),
        // 15 of 4 × 4 are 0.9375.
        Case(
            testDescription: "nearly full",
            status: status { $0.workers = [worker(1, busy: [15, 0, 0])] + $0.workers },
            level: .ok,
            says: "busy_ratio=0.938"
        ),
        Case(
            testDescription: "full of data",
            status: status { $0.workers = (1...4).map { worker($0, busy: [0, 2, 0]) } },
            level: .warning,
            says: "all threads of all 4 workers"
        ),
        Case(
            testDescription: "deaths",
            status: status { $0.recentDeaths = 3 },
            level: .warning,
            says: "3 workers died"
        ),
        Case(
            testDescription: "failing",
            status: status { $0.failing = 1 },
            level: .warning,
            says: "1 datasets fail"
        ),
        Case(
            testDescription: "not reloaded",
            status: status { $0.notReloaded = "c.yaml:3:2: a|b\nc" },
            level: .warning,
            says: "not reloaded: c.yaml:3:2: a b c |"
        ),
        Case(
            testDescription: "a request that was tried again",
            status: status {
                $0.suspects = [.init(fingerprint: "0a", request: "GET /", deaths: 1, refusedSeconds: 0)]
            },
            level: .ok,
            says: "OK"
        ),
        Case(
            testDescription: "refused",
            status: status {
                $0.suspects = [.init(fingerprint: "0a", request: "GET /", deaths: 3, refusedSeconds: 9)]
            },
            level: .warning,
            says: "1 requests are refused"
        ),
    ])
    func levelsAreThoseOfPlugins(_ test: Case) {
        let verdict = PoolVerdict(test.status)
        #expect(verdict.level == test.level)
        #expect(verdict.line(test.status).contains(test.says), "\(verdict.line(test.status))")
        #expect(!verdict.line(test.status).contains("\n"))
    }

    @Test func statusesAreThoseOfPlugins() {
        #expect([PoolVerdict.Level.ok, .warning, .critical, .unknown].map(\.rawValue) == [0, 1, 2, 3])
    }

    @Test func aStatusSurvivesItsWay() throws {
        let status = Self.status {
            $0.isRolling = true
            ($0.leaving, $0.memoryLimit, $0.deaths, $0.recentDeaths) = (1, 77, 5, 2)
            ($0.failing, $0.failingNames) = (2, ["a", "b\"c"])
            $0.suspects = [.init(fingerprint: "0a", request: "GET /x?\u{7}", deaths: 3, refusedSeconds: 9)]
            $0.notReloaded = "why"
        }
        #expect(PoolStatus(json: status.json) == status)
        for wrong in ["", "{}", "[1]", "{\"pid\":1}", "{\"pid\":1,\"generation\":2,\"workers\":3}"] {
            #expect(PoolStatus(json: wrong) == nil)
        }
        for verdict in [
            ReloadVerdict(generation: 2, problem: nil), ReloadVerdict(generation: 3, problem: "c.yaml:1: no"),
        ] {
            #expect(ReloadVerdict(json: verdict.json) == verdict)
        }
        #expect(ReloadVerdict(json: "{}") == nil)
    }

    /// The longest answer that there can be fits into a packet.
    @Test func answersHaveABound() {
        let status = Self.status { status in
            status.workers = (0..<128).map { Self.worker(4_000_000 + $0, busy: [256, 256, 64]) }
            status.failingNames = Array(repeating: String(repeating: "x", count: 128), count: 1000)
            status.suspects = Array(
                repeating: .init(
                    fingerprint: String(repeating: "f", count: 16),
                    request: String(repeating: "\u{1}", count: 128),
                    deaths: 99,
                    refusedSeconds: 3600
                ),
                count: 64
            )
            status.notReloaded = String(repeating: "\u{1}", count: 100_000)
        }
        #expect(status.json.utf8.count <= ControlSocket.maxAnswerBytes)
        let verdict = ReloadVerdict(generation: 1, problem: String(repeating: "\u{1}", count: 1_000_000))
        #expect(verdict.json.utf8.count <= ControlSocket.maxAnswerBytes)
    }
}
