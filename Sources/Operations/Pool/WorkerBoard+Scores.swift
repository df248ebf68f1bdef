internal import CPlatform
internal import Catalogue
internal import Execution

/// How busy the threads of a group are, and how long requests waited for them.
struct GroupScore: Equatable {
    /// Threads with a request in hand.
    var busy = 0
    /// Requests begun so far.
    var begun: UInt64 = 0
    /// What these had waited together, since nginx had received them.
    var waitedNanoseconds: UInt64 = 0
}

/// What a worker knows of its datasets.
struct DatasetScore: Equatable {
    var working = 0
    var failing = 0
    var unopened = 0
    /// Some of those that fail.
    var failingNames: [String] = []
}

extension WorkerBoard {
    // Of each group: busy threads, requests begun, nanoseconds waited.
    static let scoreWords = 4
    /// Failing datasets that a worker names.
    static let failing = 8

    // MARK: Memory

    func setMemory(_ bytes: Int, place: Int) {
        guard let base = words(of: place)?.baseAddress else { return }
        sluice_counter_announce(base + 2, UInt64(clamping: bytes))
    }

    /// Bytes that the worker of a place has for itself; 0 before it has said.
    func memory(place: Int) -> Int {
        guard let base = words(of: place)?.baseAddress else { return 0 }
        return Int(clamping: sluice_counter_read(base + 2))
    }

    // MARK: Logins

    /// Says whether people cannot sign in as they should.
    func setLoginFails(_ fails: Bool, place: Int) {
        guard let base = words(of: place)?.baseAddress else { return }
        sluice_counter_announce(base + 3, fails ? 1 : 0)
    }

    func loginFails(place: Int) -> Bool {
        guard let base = words(of: place)?.baseAddress else { return false }
        return sluice_counter_read(base + 3) != 0
    }

    // MARK: Threads

    func begin(place: Int, group: Int, waitedNanoseconds: UInt64) {
        guard let base = score(group, of: place) else { return }
        sluice_counter_add(base, 1)
        sluice_counter_add(base + 1, 1)
        sluice_counter_add(base + 2, waitedNanoseconds)
    }

    func end(place: Int, group: Int) {
        guard let base = score(group, of: place) else { return }
        sluice_counter_add(base, UInt64.max)
    }

    func score(of group: Int, place: Int) -> GroupScore {
        guard let base = score(group, of: place) else { return GroupScore() }
        return GroupScore(
            busy: max(0, Int(truncatingIfNeeded: sluice_counter_read(base))),
            begun: sluice_counter_read(base + 1),
            waitedNanoseconds: sluice_counter_read(base + 2)
        )
    }

    private func score(_ group: Int, of place: Int) -> UnsafeMutablePointer<UInt64>? {
        guard ListeningSocket.Group.allCases.indices.contains(group) else { return nil }
        return words(of: place)?.baseAddress.map { $0 + Self.scoresStart + group * Self.scoreWords }
    }

    // MARK: Datasets

    /// Says how the datasets of a worker do; one thread of it does so.
    func setStates(_ states: [DatasetState], place: Int) {
        guard let words = words(of: place), let base = words.baseAddress else { return }
        let failing = states.filter { $0.state == .failing }
        for (offset, state) in failing.prefix(Self.failing).enumerated() {
            let start = Self.statesStart + 4 + offset * DatasetKey.words
            DatasetKey(state.id).write(to: words[start..<(start + DatasetKey.words)])
        }
        for (offset, count) in [
            failing.count, states.count { $0.state == .working }, states.count { $0.state == .unopened },
        ].enumerated() {
            sluice_counter_announce(base + Self.statesStart + offset, UInt64(clamping: count))
        }
    }

    /// How the datasets of a worker did when it last said so.
    ///
    /// A name may be another's while it is written down.
    func states(place: Int) -> DatasetScore {
        guard let words = words(of: place), let base = words.baseAddress else { return DatasetScore() }
        func count(_ offset: Int) -> Int {
            Int(clamping: sluice_counter_read(base + Self.statesStart + offset))
        }
        let failing = count(0)
        let names = (0..<min(failing, Self.failing)).map { offset in
            let start = Self.statesStart + 4 + offset * DatasetKey.words
            return DatasetKey(words: words[start..<(start + DatasetKey.words)]).text
        }
        return DatasetScore(working: count(1), failing: failing, unopened: count(2), failingNames: names)
    }

    // MARK: The pool

    /// What the supervisor tells of the whole pool.
    enum Total: Int, CaseIterable {
        case generation, workers, leaving, least, most, deaths, reloads, refusedReloads, grown, shrunk,
            replaced
    }

    subscript(total: Total) -> Int {
        get { Int(clamping: sluice_counter_read(memory.start + Self.totalsOffset + total.rawValue * 8)) }
        set {
            let place = memory.start + Self.totalsOffset + total.rawValue * 8
            sluice_counter_announce(place, UInt64(clamping: newValue))
        }
    }
}
