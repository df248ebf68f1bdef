internal import Execution
internal import Glibc
internal import Principals

/// Who has had more of the host's processors than is fair, lately.
final class FairUse: Sendable {
    private let rules: FairUseRules
    private let table: UseTable
    private let clock: @Sendable () -> Deadline
    let turns: Turns
    let courtesy = Courtesy()
    /// Nanoseconds of processors that are one asker's at will.
    private let fair: UInt64
    /// What each program that reads whole sites may have.
    let crawlers: Quota

    init(rules: FairUseRules, table: UseTable, clock: @escaping @Sendable () -> Deadline) {
        (self.rules, self.table, self.clock) = (rules, table, clock)
        turns = Turns(waiting: rules.waiting)
        fair = Self.nanoseconds(of: rules.share)
        crawlers = Quota(
            name: Self.crawlerQuota,
            audience: [.everybody],
            windowSeconds: Int(FairUseRules.windowNanoseconds / 1_000_000_000),
            limit: UseLimit(cpuNanoseconds: Self.nanoseconds(of: rules.crawlerShare))
        )
    }

    /// What the log and clients call the budget of programs that read whole sites.
    static let crawlerQuota = "crawler"

    /// A share of what all processors do in a window.
    private static func nanoseconds(of share: Double) -> UInt64 {
        let processors = Double(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1))
        return UInt64(processors * min(max(share, 0), 1) * Double(FairUseRules.windowNanoseconds))
    }

    /// A program that reads whole sites, from however many addresses it comes.
    func key(ofCrawler name: String) -> UseKey { table.key([Self.crawlerQuota, name]) }

    func cost(of work: PlannedWork) -> WorkCost {
        if work.seconds >= rules.dearSeconds { return .dear }
        return work.seconds >= rules.dearSeconds / 10 ? .ordinary : .cheap
    }

    func isExceeded(by asker: String) -> Bool {
        let window = table.window(of: key(asker), length: FairUseRules.windowNanoseconds, at: clock())
        return (window?.used(.cpuSeconds) ?? 0) > fair
    }

    /// What takes less is not worth being counted: whoever asks for a lot of that meets nginx's limits.
    private static let leastNanoseconds: UInt64 = 2_000_000

    func add(cpuNanoseconds: UInt64, of asker: String) {
        guard cpuNanoseconds >= Self.leastNanoseconds else { return }
        _ = table.add(
            Use(cpuNanoseconds: cpuNanoseconds),
            to: key(asker),
            length: FairUseRules.windowNanoseconds,
            limit: nil,
            isOwn: true,
            at: clock()
        )
    }

    /// Of this host alone.
    private func key(_ asker: String) -> UseKey { table.key(["fair use", asker]) }
}
