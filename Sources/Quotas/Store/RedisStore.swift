internal import Execution

/// Records in a server that speaks Redis' protocol: a hash for each of them and window, which ends by itself.
final class RedisStore: UseStore {
    /// For all answers of an exchange together, each of which must come as soon as `RedisConnection` says.
    private static let exchangeSeconds = 1.0
    /// How long a record is kept beyond the window in which it counts.
    private static let keptSeconds: UInt64 = 60
    private static let fields: [(unit: UseUnit, name: String)] = [
        (.requests, "r"), (.bytes, "b"), (.cpuSeconds, "c"),
    ]

    private let connection: RedisConnection
    private let prefix: String

    /// Connects and says who this is.
    ///
    /// - Throws: `StoreTrouble`.
    init(_ settings: QuotaStoreSettings, password: String?) throws(StoreTrouble) {
        connection = try RedisConnection(settings.place)
        prefix = settings.prefix
        var commands: [[String]] = []
        if let password { commands.append(["AUTH"] + (settings.username.map { [$0] } ?? []) + [password]) }
        if settings.database > 0 { commands.append(["SELECT", String(settings.database)]) }
        let deadline = Deadline.after(seconds: Self.exchangeSeconds)
        for answer in try connection.answers(to: commands, until: deadline) {
            if case .error(let words) = answer { throw .refused(words) }
        }
    }

    func exchange(_ reports: [UseReport]) throws -> (totals: [UseTotals?], wallNanoseconds: UInt64) {
        let groups = reports.map(commands)
        let commands = [["TIME"]] + groups.flatMap { $0 }
        let answers = try connection.answers(
            to: commands,
            until: .after(seconds: Self.exchangeSeconds)
        )
        var rest = answers.dropFirst()
        var totals: [UseTotals?] = []
        for (report, commands) in zip(reports, groups) {
            totals.append(try Self.totals(of: report, Array(rest.prefix(commands.count))))
            rest = rest.dropFirst(commands.count)
        }
        return (totals, try Self.time(answers.first))
    }

    /// What is added and asked for one record: the questions last.
    private func commands(for report: UseReport) -> [[String]] {
        let name = { (index: UInt64) in "\(self.prefix)\(report.key.text):\(index)" }
        let kept = String(2 * (report.length / 1_000_000_000) + Self.keptSeconds)
        let index = report.index
        let before = index > 0 ? index - 1 : 0
        let (news, past) = (
            Self.additions(of: report.news, to: name(index), kept),
            Self.additions(of: report.newsBefore, to: name(before), kept)
        )
        let questions = report.asksBefore ? [name(before), name(index)] : [name(index)]
        return past + news + questions.map { ["HMGET", $0] + Self.fields.map(\.name) }
    }

    private static func additions(of use: Use, to name: String, _ kept: String) -> [[String]] {
        let additions = fields.compactMap { unit, field -> [String]? in
            use[unit] > 0 ? ["HINCRBY", name, field, String(min(use[unit], UInt64(Int64.max)))] : nil
        }
        return additions.isEmpty ? [] : additions + [["EXPIRE", name, kept]]
    }

    /// Nil where somebody else has put another thing under one of the names.
    private static func totals(of report: UseReport, _ answers: [RedisConnection.Answer]) throws -> UseTotals?
    {
        for case .error(let words) in answers {
            guard isOfOneRecord(words) else { throw StoreTrouble.refused(words) }
            return nil
        }
        let uses = answers.suffix(report.asksBefore ? 2 : 1).map(use)
        guard let now = uses.last ?? nil else { return nil }
        return UseTotals(now: now, before: report.asksBefore ? uses.first ?? nil : nil)
    }

    /// Errors that say nothing of the server: a name is taken by another kind of thing, or a number is none or full.
    private static func isOfOneRecord(_ words: String) -> Bool {
        words.hasPrefix("WRONGTYPE") || words.hasPrefix("ERR hash value") || words.hasPrefix("ERR increment")
    }

    /// Nil for what is no list of three numbers; a field that is not there is nothing.
    private static func use(_ answer: RedisConnection.Answer) -> Use? {
        guard case .list(let values) = answer, values.count == fields.count else { return nil }
        var use = Use()
        for (field, value) in zip(fields, values) {
            switch value {
            case .none: continue
            case .text(let text):
                guard let number = UInt64(text) else { return nil }
                use[field.unit] = number
            default: return nil
            }
        }
        return use
    }

    private static func time(_ answer: RedisConnection.Answer?) throws -> UInt64 {
        guard case .list(let parts)? = answer, parts.count == 2, case .text(let seconds) = parts[0],
            case .text(let micros) = parts[1], let seconds = UInt64(seconds), let micros = UInt64(micros),
            seconds < 1 << 33, micros < 1_000_000
        else {
            if case .error(let words)? = answer { throw StoreTrouble.refused(words) }
            throw StoreTrouble.nonsense("no time")
        }
        return seconds * 1_000_000_000 + micros * 1000
    }
}
