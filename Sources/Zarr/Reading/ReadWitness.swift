package import Execution
internal import ObjectStorage
internal import Synchronization

/// What was read of plain stores, and in which state: to be compared later with what the stores have then.
///
/// Of a dataset it holds what was read to understand it, its coordinates first of all.
package final class ReadWitness: ReadObserver {
    private struct Note {
        let key: String
        let store: any ObjectStore
        let validator: String?
        /// As in `ChunkOrigin`; of an object with several chunks, that of one of them.
        let mark: UInt128
        let isAbsent: Bool
    }

    private struct State {
        var notes: [String: Note] = [:]
        /// Where the next look begins.
        var next = 0
    }

    /// Coordinates have few objects; of more than these the rest goes unseen.
    private static let maxNotes = 1 << 14
    /// Objects of a store over a network that are requested in one look; the next goes on where it ended.
    private static let maxAsked = 512
    private static let maxBytes = 64 << 20

    private let state = Mutex(State())

    package init() {}

    func note(_ key: String, of store: any ObjectStore, _ origin: ChunkOrigin) {
        state.withLock { state in
            let name = "\(store.label)\n\(key)"
            guard state.notes[name] == nil, state.notes.count < Self.maxNotes else { return }
            state.notes[name] = Note(
                key: key,
                store: store,
                validator: origin.validator,
                mark: origin.mark,
                isAbsent: origin.isAbsence
            )
        }
    }

    /// Of everything that was read: equal in every process that has read the same.
    package var digest: String {
        let notes = state.withLock { $0.notes }
        var digest = ContentDigest()
        for (_, note) in notes.sorted(by: { $0.key < $1.key }) {
            digest.add(note.key)
            digest.add(note.mark)
        }
        return notes.isEmpty ? "" : digest.text
    }

    /// Whether the stores still have what was read; objects that cannot be requested are taken to be the same.
    ///
    /// - Throws: `StorageError.timedOut`; `Interruption`.
    package func isUpToDate(context: WorkContext) throws -> Bool {
        for (store, notes) in batches() {
            let requests = notes.map(request)
            var isSame = true
            do {
                try store.read(requests, context: context) { index, outcome in
                    isSame = isSame && Self.isSame(notes[index], outcome)
                    if !isSame { throw Difference.found }
                }
            } catch Difference.found {
                return false
            }
        }
        return true
    }

    private enum Difference: Error { case found }

    /// What is looked at now, by store.
    private func batches() -> [(store: any ObjectStore, notes: [Note])] {
        let notes = state.withLock { state -> [Note] in
            let all = state.notes.sorted { $0.key < $1.key }.map(\.value)
            let isFar = all.contains { !($0.store is any LocalStore) }
            guard isFar, all.count > Self.maxAsked else { return all }
            let start = state.next % all.count
            state.next = start + Self.maxAsked
            return (0..<Self.maxAsked).map { all[(start + $0) % all.count] }
        }
        return Dictionary(grouping: notes) { $0.store.label }.values
            .compactMap { notes in notes.first.map { ($0.store, notes) } }
    }

    /// Requests one byte where a validator tells states apart, everything where only the bytes do.
    private func request(_ note: Note) -> ObjectRequest {
        guard let validator = note.validator else {
            return ObjectRequest(key: note.key, maxBytes: note.isAbsent ? 1 : Self.maxBytes).since(.now)
        }
        return ObjectRequest(key: note.key, range: .bytes(offset: 0, count: 1), maxBytes: 1).since(.now)
            .unless(validator)
    }

    private static func isSame(_ note: Note, _ outcome: ObjectOutcome) -> Bool {
        switch outcome {
        case .absent: return note.isAbsent
        case .failed(.tooLong), .failed(.rangeIgnored): return false
        case .failed: return true
        case .found(let object):
            if note.isAbsent { return false }
            if object.isUnchanged { return true }
            if let validator = note.validator { return object.validator == validator }
            return object.bytes.withBytes {
                ChunkOrigin(of: object, bytes: $0, readAt: .now).mark == note.mark
            }
        }
    }
}
