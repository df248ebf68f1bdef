internal import Execution

/// What a host tells others of one record of its table, and what it hears of them.
struct UseReport: Sendable, Equatable {
    let key: UseKey
    /// Nanoseconds of a window, and its number.
    let length, index: UInt64
    /// What others have not been told yet, of this window and of the one before.
    let news, newsBefore: Use
    /// Whether what all have used in the window before is wanted too.
    let asksBefore: Bool
}

/// What all hosts together have used.
struct UseTotals: Sendable, Equatable {
    let now: Use
    /// Nil where it was not asked for.
    let before: Use?
}

/// Where hosts tell each other what was used.
protocol UseStore: AnyObject {
    /// Adds the news of each report, and finds out what all have used.
    ///
    /// - Returns: totals for each report, nil where there is something else under its name; and the store's wall clock, in
    ///   nanoseconds since 1970.
    func exchange(_ reports: [UseReport]) throws -> (totals: [UseTotals?], wallNanoseconds: UInt64)
}

extension UseTable {
    /// Beyond so many records of one exchange the rest waits for the next.
    static let maxReports = 1024

    /// What others have not been told, which counts as told from now on: what is lost on the way is not told twice, as that
    /// would count against somebody.
    func takeReports(at moment: Deadline) -> [UseReport] {
        var reports: [UseReport] = []
        let time = head.time(at: moment)
        forEachSlot { slot in
            guard reports.count < Self.maxReports, !slot.isOwn else { return }
            slot.roll(to: time)
            let (news, newsBefore) = (slot.own - slot.told, slot.ownBefore - slot.toldBefore)
            guard news != Use() || newsBefore != Use() else { return }
            reports.append(
                UseReport(
                    key: slot.key,
                    length: slot.length,
                    index: slot.index,
                    news: news,
                    newsBefore: newsBefore,
                    asksBefore: !slot.isRead || newsBefore != Use()
                )
            )
            slot.told = slot.told + news
            slot.toldBefore = slot.toldBefore + newsBefore
        }
        return reports
    }

    /// Takes over what was heard of others.
    func take(_ totals: UseTotals, for report: UseReport) {
        withSlot(of: report.key) { slot in
            guard slot.index == report.index, slot.length == report.length else { return }
            slot.others = totals.now - slot.told
            // Less than was told: the store has lost it, and is told again.
            slot.told = Self.least(slot.told, totals.now)
            guard let before = totals.before else { return }
            slot.othersBefore = before - slot.toldBefore
            slot.isRead = true
        }
    }

    private static func least(_ left: Use, _ right: Use) -> Use {
        UseUnit.allCases.reduce(into: Use()) { $0[$1] = min(left[$1], right[$1]) }
    }
}
