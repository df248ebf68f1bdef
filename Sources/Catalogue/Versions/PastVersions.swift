internal import CF
internal import Execution
internal import Synchronization

/// Which snapshot a ref had at a time, as far as it was asked: the same until the ref itself moves.
package final class PastVersions: Sendable {
    private struct Key: Hashable {
        let ref: String
        let head: String
        let time: String
    }

    /// Beyond this many all are forgotten: finding one again costs a look at the history.
    private static let maxKept = 256

    private let kept = Mutex<[Key: String]>([:])

    /// The head's own snapshot without a time; else what `find` says, which gets the time in microseconds since 1970.
    ///
    /// Nil when the history begins later.
    func snapshot(
        _ head: RefRecord,
        ref: String,
        time: String?,
        find: (Int64) throws -> String?
    ) throws -> String? {
        guard let time else { return head.snapshot }
        let key = Key(ref: ref, head: head.snapshot, time: time)
        if let known = kept.withLock({ $0[key] }) { return known }
        guard let moment = Self.microseconds(time), let found = try find(moment) else { return nil }
        kept.withLock { kept in
            if kept.count >= Self.maxKept { kept = [:] }
            kept[key] = found
        }
        return found
    }

    /// For when a history may have been cut.
    func forget() {
        kept.withLock { $0 = [:] }
    }

    /// The end of the millisecond that a text names: texts have no finer times, commits do.
    package static func microseconds(_ text: String) -> Int64? {
        guard let start = TimeText(text)?.start(in: .standard) else { return nil }
        let (microseconds, overflows) = start.multipliedReportingOverflow(by: 1000)
        return overflows || microseconds > .max - 999 ? nil : microseconds + 999
    }
}

/// The names of a store's refs for those who asked for one that is not there: listed once in a while.
final class KnownNames: Sendable {
    private static let keptSeconds = 5.0

    private let kept = Mutex<(names: [String], until: Deadline)?>(nil)

    func list(_ list: () throws -> [String]) rethrows -> [String] {
        if let known = kept.withLock({ $0 }), !known.until.hasPassed { return known.names }
        let names = try list()
        kept.withLock { $0 = (names, .after(seconds: Self.keptSeconds)) }
        return names
    }
}
