internal import CF
internal import Cube
internal import Execution
internal import Synchronization

/// The time texts of axes as answers have them, made once for each axis: a series of a year of hours writes 8,760.
///
/// They live in unreserved memory, and are known by the axis itself: another snapshot or view of a dataset has axes of its
/// own.
final class TimeTexts: MemoryTenant {
    private struct Entry {
        /// Weak, as texts keep no coordinates alive.
        weak var axis: Axis?
        /// Nil where they are not of one length, and are written one by one.
        let texts: JoinedTexts?

        var cost: Int { (texts?.bytes.count ?? 0) + TimeTexts.overhead }
    }

    private struct State {
        var held = RecencyList<ObjectIdentifier, Entry>()
        var bytes = 0
    }

    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())

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

    /// Registers with `ledger`, which keeps it.
    init(ledger: MemoryLedger, share: MemoryShare) {
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    /// Bytes that it holds now.
    var byteCount: Int { state.withLock { $0.bytes } }

    /// All texts of an axis of times, for an answer that needs `asked` of them; nil where it is better written from the
    /// times.
    func texts(of axis: Axis, for asked: Int) -> JoinedTexts? {
        guard let times = axis.times else { return nil }
        let count = times.milliseconds.count
        guard asked >= Self.fewest, count / Self.maxPerAsked <= asked else { return nil }
        if let known = known(axis) { return known.texts }
        guard count <= room / Self.usualLength else { return nil }
        let entry = Entry(axis: axis, texts: Self.make(times))
        insert(entry, for: axis)
        return entry.texts
    }

    private static func make(_ times: TimeCoordinates) -> JoinedTexts? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(times.milliseconds.count * usualLength)
        TimeTextWriter.append(times, times.milliseconds.indices, to: &bytes)
        return JoinedTexts(bytes, count: times.milliseconds.count)
    }

    private func known(_ axis: Axis) -> Entry? {
        state.withLock { state in
            guard let entry = state.held.use(ObjectIdentifier(axis)), entry.axis === axis else { return nil }
            return entry
        }
    }

    private var room: Int { min(Self.maxBytes, share.of(ledger.allowance)) }

    private func insert(_ entry: Entry, for axis: Axis) {
        var dropped: [Entry] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = room
            guard entry.cost <= room else { return }
            if let replaced = state.held.remove(ObjectIdentifier(axis)) { drop(replaced, &state, &dropped) }
            shrink(&state, to: room - entry.cost, &dropped)
            _ = state.held.insert(entry, for: ObjectIdentifier(axis))
            state.bytes += entry.cost
        }
    }

    func shrink(to bytes: Int) -> Int {
        var dropped: [Entry] = []
        state.withLock { shrink(&$0, to: share.of(max(bytes, 0)), &dropped) }
        return dropped.reduce(0) { $0 + $1.cost }
    }

    private func shrink(_ state: inout State, to bytes: Int, _ dropped: inout [Entry]) {
        while state.bytes > bytes, let oldest = state.held.removeOldest() { drop(oldest, &state, &dropped) }
    }

    /// The dropped ones are handed out so that their memory is given back outside the lock.
    private func drop(_ entry: Entry, _ state: inout State, _ dropped: inout [Entry]) {
        state.bytes -= entry.cost
        dropped.append(entry)
    }
}
