internal import Synchronization

/// The snapshots of one dataset that are open, those used last.
///
/// Metadata and coordinates of a snapshot take from kilobytes to tens of megabytes, and most requests want the newest.
final class OpenSnapshots: Sendable {
    /// Snapshots beside the newest: enough for who compares versions.
    private static let most = 8

    private struct State {
        /// Used last first.
        var recent: [OpenSnapshot] = []
        var newest: OpenSnapshot?
    }

    private let state = Mutex(State())
    private let memory: SnapshotMemory

    /// `memory` bounds the bytes of all datasets' snapshots together.
    init(memory: SnapshotMemory) {
        self.memory = memory
    }

    /// The newest snapshot of the dataset's own ref, as far as this process has opened it.
    var newest: OpenSnapshot? { state.withLock { $0.newest } }

    subscript(snapshot: String) -> OpenSnapshot? {
        state.withLock { state in
            if let newest = state.newest, newest.snapshot == snapshot { return newest }
            guard let index = state.recent.firstIndex(where: { $0.snapshot == snapshot }) else { return nil }
            let found = state.recent.remove(at: index)
            state.recent.insert(found, at: 0)
            return found
        }
    }

    /// Keeps a snapshot; of two of one id the first.
    func keep(_ version: OpenSnapshot) -> OpenSnapshot {
        if let known = self[version.snapshot] { return known }
        let old = state.withLock { state in
            state.recent.insert(version, at: 0)
            return state.recent.count > Self.most ? state.recent.removeLast() : nil
        }
        if let old { memory.forget(old) }
        memory.use(version, of: self)
        return version
    }

    /// Says that a request uses a snapshot, which may have grown by it.
    func use(_ version: OpenSnapshot) {
        memory.use(version, of: self)
    }

    /// Lets go of a snapshot, whose memory is wanted for others; false for the newest, which stays.
    func drop(_ version: OpenSnapshot) -> Bool {
        state.withLock { state in
            guard state.newest !== version else { return false }
            state.recent.removeAll { $0 === version }
            return true
        }
    }

    /// Lets go of a snapshot even if it is the newest.
    func close(_ version: OpenSnapshot) {
        state.withLock { state in
            state.recent.removeAll { $0 === version }
            if state.newest === version { state.newest = nil }
        }
    }

    /// Says which snapshot is the newest; the one before stays among the others, unless nobody can ask for it.
    func setNewest(_ version: OpenSnapshot, forgettingOthers: Bool) {
        let forgotten = state.withLock { state in
            var forgotten: [OpenSnapshot] = []
            if forgettingOthers {
                forgotten = state.recent
                state.recent = []
            }
            guard state.newest !== version else { return forgotten }
            state.recent.removeAll { $0 === version }
            if let old = state.newest {
                if forgettingOthers { forgotten.append(old) } else { state.recent.insert(old, at: 0) }
                if state.recent.count > Self.most { forgotten.append(state.recent.removeLast()) }
            }
            state.newest = version
            return forgotten
        }
        for old in forgotten where old !== version { memory.forget(old) }
    }
}
