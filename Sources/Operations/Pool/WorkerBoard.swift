internal import CPlatform
internal import Execution
internal import Glibc

/// What workers tell their supervisor while they live, and what is known of those that died, in memory that both share.
///
/// A place for every worker holds its heartbeat and which datasets it is opening; when it dies, the supervisor reads there
/// what it was at. Notes of datasets that workers died over outlive them all.
final class WorkerBoard: @unchecked Sendable {
    // Safe because the memory is mapped as long as self; heartbeats and the first word of an opening are reached
    // atomically, the rest of an opening by the thread that owns it until its process has died, notes under their lock.

    /// Workers at one time, those that leave among them.
    static let places = 256
    /// Datasets that one worker opens at a time, as far as they are told.
    static let openings = 8
    static let notes = 128

    /// Raised with every change of the layout.
    private static let format: UInt64 = 0x534C_5549_4345_4201
    static let headBytes = 64
    private static let lockBytes = Int(SLUICE_SHARED_LOCK_BYTES)
    /// When it began, and what is opened.
    private static let openingWords = 1 + DatasetKey.words
    /// Heartbeat and flag in front.
    private static let placeWords = 8 + openings * openingWords
    /// Deaths, the state that was found when it was first met, and the dataset.
    static let noteWords = 2 + DatasetKey.words
    private static let placesOffset = headBytes + lockBytes
    static let notesOffset = placesOffset + places * placeWords * 8
    private static let bytes = notesOffset + notes * noteWords * 8
    static let lockSeconds = 0.2

    let memory: UnsafeMutableRawPointer

    /// The board that a supervisor made behind `descriptor`; nil when it is not there or of another release.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size == Self.bytes,
            let memory = Self.map(descriptor)
        else { return nil }
        guard memory.load(as: UInt64.self) == Self.format else {
            munmap(memory, Self.bytes)
            return nil
        }
        self.memory = memory
    }

    deinit {
        munmap(memory, Self.bytes)
    }

    /// Makes an empty board of a file, before any worker starts.
    static func prepare(descriptor: Int32) throws(PoolError) {
        guard ftruncate(descriptor, bytes) == 0, let memory = map(descriptor) else {
            throw .system("mmap", "the board of workers", errno)
        }
        sluice_shared_lock_prepare(memory + headBytes)
        memory.storeBytes(of: format, as: UInt64.self)
        munmap(memory, bytes)
    }

    private static func map(_ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        return memory == MAP_FAILED ? nil : memory
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
        key.write(to: words.dropFirst())
        sluice_counter_announce(base, now.nanoseconds)
    }

    func endOpening(place: Int, record: Int) {
        guard let base = opening(record, of: place)?.baseAddress else { return }
        sluice_counter_announce(base, 0)
    }

    /// What the worker of a place is opening, or was when it died.
    func openings(place: Int) -> [DatasetKey] {
        (0..<Self.openings).compactMap { record in
            guard let words = opening(record, of: place), let base = words.baseAddress,
                sluice_counter_read(base) != 0
            else { return nil }
            return DatasetKey(words: words.dropFirst())
        }
    }

    private func words(of place: Int) -> UnsafeMutableBufferPointer<UInt64>? {
        guard (0..<Self.places).contains(place) else { return nil }
        let start = memory + Self.placesOffset + place * Self.placeWords * 8
        return UnsafeMutableBufferPointer(
            start: start.assumingMemoryBound(to: UInt64.self),
            count: Self.placeWords
        )
    }

    private func opening(_ record: Int, of place: Int) -> UnsafeMutableBufferPointer<UInt64>? {
        guard let words = words(of: place), (0..<Self.openings).contains(record) else { return nil }
        let start = 8 + record * Self.openingWords
        return UnsafeMutableBufferPointer(rebasing: words[start..<(start + Self.openingWords)])
    }
}
