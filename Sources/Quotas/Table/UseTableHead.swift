internal import CPlatform
internal import Execution
internal import Glibc

/// What stands before the records of a table: its secret, its clock, and how the store does that hosts share.
struct UseTableHead {
    private enum Offset {
        static let secret = 8
        static let clock = 24
        static let storeState = 32
        /// Of the lease of whoever keeps the store: a lock, the process, and until when.
        static let lock = 64
        static let lease = 128
    }

    private let memory: SharedMemory

    init(_ memory: SharedMemory) {
        self.memory = memory
    }

    func prepare() {
        var random = SystemRandomNumberGenerator()
        let words = memory.words(at: Offset.secret, count: 2)
        (words[0], words[1]) = (random.next(), random.next())
        setClock(wallNanoseconds: Self.wallNanoseconds, at: .now)
        memory.prepareLock(at: Offset.lock)
    }

    /// Known to the processes of this host alone.
    var secret: (UInt64, UInt64) {
        let words = memory.words(at: Offset.secret, count: 2)
        return (words[0], words[1])
    }

    // MARK: The clock

    /// Nanoseconds since 1970 as all hosts count them, or this one alone: it goes on as the monotonic clock does.
    func time(at moment: Deadline) -> UInt64 {
        moment.nanoseconds &+ sluice_counter_read(memory.start + Offset.clock)
    }

    /// Sets the clock by another, such as the store's.
    func setClock(wallNanoseconds: UInt64, at moment: Deadline) {
        sluice_counter_announce(memory.start + Offset.clock, wallNanoseconds &- moment.nanoseconds)
    }

    private static var wallNanoseconds: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(clamping: now.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: now.tv_nsec)
    }

    // MARK: The store

    var storeState: StoreState {
        get { StoreState(rawValue: sluice_counter_read(memory.start + Offset.storeState)) ?? .unknown }
        nonmutating set { sluice_counter_announce(memory.start + Offset.storeState, newValue.rawValue) }
    }

    /// Makes `process` the one that keeps the store, or lets it go on, unless another does; false then.
    func takeLease(process: Int32, seconds: Double, at now: Deadline) -> Bool {
        memory.locked(at: Offset.lock) { _ in
            let words = memory.words(at: Offset.lease, count: 2)
            let owner = UInt64(UInt32(bitPattern: process))
            guard words[0] == owner || words[1] <= now.nanoseconds else { return false }
            (words[0], words[1]) = (owner, now.later(bySeconds: seconds).nanoseconds)
            return true
        } ?? false
    }

    func endLease(process: Int32) {
        _ = memory.locked(at: Offset.lock) { _ in
            let words = memory.words(at: Offset.lease, count: 2)
            if words[0] == UInt64(UInt32(bitPattern: process)) { words[1] = 0 }
        }
    }
}

/// How the store does that several hosts share.
package enum StoreState: UInt64, Sendable {
    /// There is none, or nobody has asked it yet.
    case unknown
    case up, down
}
