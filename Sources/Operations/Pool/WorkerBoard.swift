internal import CPlatform
internal import Catalogue
internal import Execution

/// What workers tell their supervisor while they live, and what is known of those that died, in memory that both share.
///
/// A place for every worker holds its heartbeat and which datasets it is opening; when it dies, the supervisor reads there
/// what it was at. Notes of datasets that workers died over outlive them all.
final class WorkerBoard: OpeningBoard {
    // Heartbeats, scores and the first words of an opening or a request are reached atomically, the rest of these by the
    // thread that owns it until its process has died, notes and refusals under their locks, totals by the supervisor alone.

    /// Workers at one time, those that leave among them.
    static let places = 256
    /// Datasets that one worker opens at a time, as far as they are told.
    static let openings = 8
    static let notes = 128

    /// Raised with every change of the layout.
    private static let format: UInt64 = 0x534C_5549_4345_4203
    static let headBytes = 64
    /// When it began, how many threads are busy with it, and what is opened.
    private static let openingWords = 2 + DatasetKey.words
    /// Heartbeat, two flags and memory in front.
    private static let openingsStart = 8
    static let scoresStart = openingsStart + openings * openingWords
    static let statesStart = scoresStart + scoreWords * ListeningSocket.Group.allCases.count
    static let requestsStart = statesStart + 4 + failing * DatasetKey.words
    private static let placeWords = requestsStart + requests * requestWords
    /// Deaths, the state that was found when it was first met, and the dataset.
    static let noteWords = 2 + DatasetKey.words
    private static let placesOffset = headBytes + SharedMemory.lockBytes
    static let notesOffset = placesOffset + places * placeWords * 8
    static let refusalsLock = notesOffset + notes * noteWords * 8
    static let refusalsOffset = refusalsLock + SharedMemory.lockBytes
    static let totalsOffset = refusalsOffset + (1 + refusals * refusalWords) * 8
    private static let bytes = totalsOffset + Total.allCases.count * 8

    let memory: SharedMemory
    var openingRecords: Int { Self.openings }

    /// The board that a supervisor made behind `descriptor`; nil when it is not there or of another release.
    init?(descriptor: Int32) {
        guard let memory = SharedMemory(descriptor: descriptor, bytes: Self.bytes, format: Self.format) else {
            return nil
        }
        self.memory = memory
    }

    /// Makes an empty board of a file, before any worker starts.
    static func prepare(descriptor: Int32) throws(PoolError) {
        let memory = try SharedFile.memory(behind: descriptor, bytes: bytes, "the board of workers")
        memory.prepareLock(at: headBytes)
        memory.prepareLock(at: refusalsLock)
        memory.mark(format: format)
    }

    // MARK: Heartbeats

    /// Makes a place ready for the next worker.
    func clear(place: Int) {
        words(of: place)?.update(repeating: 0)
    }

    func beat(place: Int, isStuck: Bool, at now: Deadline) {
        guard let words = words(of: place), let base = words.baseAddress else { return }
        sluice_counter_announce(base + 1, isStuck ? 1 : 0)
        sluice_counter_announce(base, now.nanoseconds)
    }

    /// When a worker last showed that it lives; nil before it has for the first time.
    func lastBeat(place: Int) -> Deadline? {
        guard let base = words(of: place)?.baseAddress else { return nil }
        let beat = sluice_counter_read(base)
        return beat == 0 ? nil : Deadline(nanoseconds: beat)
    }

    /// Whether a worker has said that some of its threads do not come back.
    func isStuck(place: Int) -> Bool {
        guard let base = words(of: place)?.baseAddress else { return false }
        return sluice_counter_read(base + 1) != 0
    }

    // MARK: Openings

    func beginOpening(_ key: DatasetKey, place: Int, record: Int, at now: Deadline) {
        guard let words = opening(record, of: place), let base = words.baseAddress else { return }
        key.write(to: words.dropFirst(2))
        sluice_counter_announce(base + 1, 0)
        sluice_counter_announce(base, now.nanoseconds)
    }

    /// Of the threads that open something so many more do so, rather than wait for its store.
    func changeOpening(busy difference: Int, place: Int, record: Int) {
        guard let base = opening(record, of: place)?.baseAddress else { return }
        sluice_counter_add(base + 1, UInt64(bitPattern: Int64(difference)))
    }

    func endOpening(place: Int, record: Int) {
        guard let base = opening(record, of: place)?.baseAddress else { return }
        sluice_counter_announce(base, 0)
    }

    /// What the worker of a place is busy opening, or was when it died: what only waits for its store does no harm.
    func openings(place: Int) -> [DatasetKey] {
        (0..<Self.openings).compactMap { record in
            guard let words = opening(record, of: place), let base = words.baseAddress,
                sluice_counter_read(base) != 0, sluice_counter_read(base + 1) != 0
            else { return nil }
            return DatasetKey(words: words.dropFirst(2))
        }
    }

    func words(of place: Int) -> UnsafeMutableBufferPointer<UInt64>? {
        guard (0..<Self.places).contains(place) else { return nil }
        return memory.words(
            at: Self.placesOffset + place * Self.placeWords * 8,
            count: Self.placeWords
        )
    }

    private func opening(_ record: Int, of place: Int) -> UnsafeMutableBufferPointer<UInt64>? {
        guard let words = words(of: place), (0..<Self.openings).contains(record) else { return nil }
        let start = Self.openingsStart + record * Self.openingWords
        return UnsafeMutableBufferPointer(rebasing: words[start..<(start + Self.openingWords)])
    }
}
