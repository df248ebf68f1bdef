internal import CF
internal import Cube
internal import Execution

/// The time texts of axes as answers have them, made once for each axis: a series of a year of hours writes 8,760.
///
/// They live in unreserved memory, and are known by the axis itself: another snapshot or view of a dataset has axes of its
/// own.
final class TimeTexts: Sendable {
    struct Entry: Sendable {
        /// Weak, as texts keep no coordinates alive.
        weak let axis: Axis?
        /// Nil where they are not of one length, and are written one by one.
        let texts: JoinedTexts?

        var cost: Int { (texts?.whole.byteCount ?? 0) + TimeTexts.overhead }
    }

    let held: BoundedCache<ObjectIdentifier, Entry>

    /// What a worker keeps at most, in bytes: some dozens of axes of a year of hours.
    private static let maxBytes = 8 << 20
    /// What an entry costs beside its texts.
    private static let overhead = 256
    /// Fewer texts are written as fast as they are found.
    private static let fewest = 64
    /// An axis of more times than so many for each that is asked for is not written out: the request has reserved what
    /// its own take, with room for so many more.
    private static let maxPerAsked = 4
    /// Of a time and its comma: `"2024-03-01T06:00:00Z",`.
    private static let usualLength = 23

    /// Registers with `ledger`, which keeps what is held.
    init(ledger: MemoryLedger, share: MemoryShare) {
        held = BoundedCache(limit: Self.maxBytes, ledger: ledger, share: share)
    }

    /// Bytes that it holds now.
    var byteCount: Int { held.byteCount }

    /// All texts of an axis of times, for an answer that needs `asked` of them; nil where it is better written from the
    /// times.
    func texts(of axis: Axis, for asked: Int) -> JoinedTexts? {
        guard let times = axis.times else { return nil }
        let count = times.milliseconds.count
        guard asked >= Self.fewest, count / Self.maxPerAsked <= asked else { return nil }
        let key = ObjectIdentifier(axis)
        if let known = held.value(for: key), known.axis === axis { return known.texts }
        guard count <= held.room / Self.usualLength else { return nil }
        let entry = Entry(axis: axis, texts: Self.make(times))
        held.insert(entry, for: key, cost: entry.cost)
        return entry.texts
    }

    private static func make(_ times: TimeCoordinates) -> JoinedTexts? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(times.milliseconds.count * usualLength)
        TimeTextWriter.append(times, times.milliseconds.indices, to: &bytes)
        return JoinedTexts(bytes, count: times.milliseconds.count)
    }
}
