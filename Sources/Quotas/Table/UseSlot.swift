internal import Execution

/// One record of the table: what somebody has used within two windows, on this host and on others.
///
/// The words are valid only under the lock of their bucket.
struct UseSlot {
    private enum Place {
        static let low = 0
        static let high = 1
        /// Nanoseconds of the monotonic clock.
        static let lastUsed = 2
        /// Nanoseconds of a window.
        static let length = 3
        /// The number of the window now, counted from the clock's beginning.
        static let index = 4
        /// Whether others' use of the window before has been read, and whether others are told at all.
        static let flags = 5
        // A `Use` each, of the window now and of the one before.
        static let own = 6
        static let ownBefore = 9
        static let others = 12
        static let othersBefore = 15
        /// Of this host's own, what others have been told.
        static let told = 18
        static let toldBefore = 21
    }

    static let words = 24

    private let words: UnsafeMutableBufferPointer<UInt64>

    init(_ words: UnsafeMutableBufferPointer<UInt64>) {
        self.words = words
    }

    var isEmpty: Bool { words[Place.low] == 0 }
    var key: UseKey { UseKey(low: words[Place.low], high: words[Place.high]) }
    var lastUsed: UInt64 { words[Place.lastUsed] }
    var length: UInt64 { words[Place.length] }
    var index: UInt64 { words[Place.index] }

    func holds(_ key: UseKey) -> Bool { words[Place.low] == key.low && words[Place.high] == key.high }

    /// Gives the slot to somebody who has used nothing.
    func begin(_ key: UseKey, length: UInt64, index: UInt64, isOwn: Bool) {
        words.update(repeating: 0)
        (words[Place.low], words[Place.high]) = (key.low, key.high)
        (words[Place.length], words[Place.index]) = (length, index)
        words[Place.flags] = isOwn ? Self.ownFlag : 0
    }

    /// Makes the window now the one at `time`; a clock that goes back changes nothing.
    func roll(to time: UInt64) {
        let now = time / max(length, 1)
        guard now > index else { return }
        let isNext = now - index == 1
        for (place, before) in [
            (Place.own, Place.ownBefore), (Place.others, Place.othersBefore), (Place.told, Place.toldBefore),
        ] {
            self[before] = isNext ? self[place] : Use()
            self[place] = Use()
        }
        words[Place.index] = now
        isRead = false
    }

    func touch(_ moment: UInt64) { words[Place.lastUsed] = moment }

    /// What counts at `time`; of others only where they are heard.
    func window(at time: UInt64, hearsOthers: Bool) -> SlidingWindow {
        let begin = index &* length
        return SlidingWindow(
            current: own + (hearsOthers ? others : Use()),
            before: ownBefore + (hearsOthers ? othersBefore : Use()),
            length: length,
            elapsed: time > begin ? min(time - begin, length) : 0
        )
    }

    var own: Use {
        get { self[Place.own] }
        nonmutating set { self[Place.own] = newValue }
    }

    var ownBefore: Use { self[Place.ownBefore] }

    var others: Use {
        get { self[Place.others] }
        nonmutating set { self[Place.others] = newValue }
    }

    var othersBefore: Use {
        get { self[Place.othersBefore] }
        nonmutating set { self[Place.othersBefore] = newValue }
    }

    var told: Use {
        get { self[Place.told] }
        nonmutating set { self[Place.told] = newValue }
    }

    var toldBefore: Use {
        get { self[Place.toldBefore] }
        nonmutating set { self[Place.toldBefore] = newValue }
    }

    var isRead: Bool {
        get { words[Place.flags] & Self.readFlag != 0 }
        nonmutating set {
            words[Place.flags] = words[Place.flags] & ~Self.readFlag | (newValue ? Self.readFlag : 0)
        }
    }

    /// Whether it counts on this host alone.
    var isOwn: Bool { words[Place.flags] & Self.ownFlag != 0 }

    private static let readFlag: UInt64 = 1
    private static let ownFlag: UInt64 = 2

    private subscript(place: Int) -> Use {
        get {
            Use(requests: words[place], bytes: words[place + 1], cpuNanoseconds: words[place + 2])
        }
        nonmutating set {
            (words[place], words[place + 1]) = (newValue.requests, newValue.bytes)
            words[place + 2] = newValue.cpuNanoseconds
        }
    }
}
