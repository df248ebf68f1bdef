/// How a pool does, in the words and with the exit statuses of monitoring plugins (Nagios Plugins Development Guidelines,
/// "Plugin Return Codes").
struct PoolVerdict: Equatable {
    enum Level: Int32, Comparable {
        case ok, warning, critical, unknown

        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    private(set) var level = Level.ok
    /// What is not as it should be, the worst first found.
    private(set) var problems: [String] = []

    /// `status`: nil when no supervisor answers.
    init(_ status: PoolStatus?) {
        guard let status else {
            note(.unknown, "no supervisor answers")
            return
        }
        let answering = status.workers.count(where: \.answers)
        if answering == 0 {
            note(.critical, "no worker answers")
        } else if answering < status.least {
            note(.warning, "\(answering) of at least \(status.least) workers answer")
        }
        if status.busyRatio >= PoolStatus.fullShare {
            note(.warning, "all threads of all \(status.most) workers are busy")
        }
        if status.recentDeaths > 0 {
            note(
                .warning,
                "\(status.recentDeaths) workers died in the last \(Int(PoolStatus.recentSeconds)) s"
            )
        }
        if status.failing > 0 { note(.warning, "\(status.failing) datasets fail") }
        if status.loginFails { note(.warning, "the keys of login's issuer cannot be had") }
        let refused = status.suspects.count { $0.refusedSeconds > 0 }
        if refused > 0 { note(.warning, "\(refused) requests are refused") }
        if status.quotaStore == "down" {
            note(.warning, "the quota store does not answer: each host has its part of every quota")
        }
        if let cause = status.notReloaded { note(.warning, "not reloaded: \(cause)") }
    }

    private mutating func note(_ level: Level, _ problem: String) {
        self.level = max(self.level, level)
        problems.append(problem)
    }

    /// The first line of a plugin: the level, what is wrong, and numbers behind a bar.
    func line(_ status: PoolStatus?) -> String {
        guard let status else { return "SLUICE \(level.word) - \(problems.joined(separator: "; "))" }
        let usual =
            "\(status.workers.count(where: \.answers)) workers (\(status.least) to \(status.most)), generation "
            + "\(status.generation)"
        let words = problems.isEmpty ? usual : problems.joined(separator: "; ")
        let shown = words.map { $0 == "|" || $0.isNewline ? " " : $0 }
        return
            "SLUICE \(level.word) - \(String(shown)) | workers=\(status.workers.count);;;\(status.least);\(status.most) "
            + "busy_ratio=\(PoolVerdict.short(status.busyRatio));;;0;1 "
            + "mean_wait=\(PoolVerdict.short(status.meanWaitSeconds))s deaths=\(status.deaths)c failing=\(status.failing)"
    }

    /// Three digits behind the point.
    static func short(_ number: Double) -> String { "\((number * 1000).rounded() / 1000)" }
}
