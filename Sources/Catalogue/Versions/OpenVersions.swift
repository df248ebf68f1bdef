internal import Synchronization

/// The states of one dataset that are open, those used last.
///
/// Metadata and coordinates of a state take from kilobytes to tens of megabytes, and most requests want the newest.
final class OpenVersions: Sendable {
    /// States beside the newest: enough for who compares versions.
    private static let most = 8

    private struct State {
        /// Used last first.
        var recent: [OpenVersion] = []
        var newest: OpenVersion?
    }

    private let state = Mutex(State())
    private let memory: OpenStates

    /// `memory` bounds the bytes of all datasets' states together.
    init(memory: OpenStates) {
        self.memory = memory
    }

    /// The newest state of the dataset's own ref, as far as this process has opened it.
    var newest: OpenVersion? { state.withLock { $0.newest } }

    subscript(snapshot: String) -> OpenVersion? {
        state.withLock { state in
            if let newest = state.newest, newest.snapshot == snapshot { return newest }
            guard let index = state.recent.firstIndex(where: { $0.snapshot == snapshot }) else { return nil }
            let found = state.recent.remove(at: index)
            state.recent.insert(found, at: 0)
            return found
        }
    }

    /// Keeps a state; of two of one snapshot the first.
    func keep(_ version: OpenVersion) -> OpenVersion {
        if let known = self[version.snapshot] { return known }
        let old = state.withLock { state in
            state.recent.insert(version, at: 0)
            return state.recent.count > Self.most ? state.recent.removeLast() : nil
        }
        if let old { memory.forget(old) }
        memory.use(version, of: self)
        return version
    }

    /// Says that a request uses a state, which may have grown by it.
    func use(_ version: OpenVersion) {
        memory.use(version, of: self)
    }

    /// Lets go of a state, whose memory is wanted for others; false for the newest, which stays.
    func drop(_ version: OpenVersion) -> Bool {
        state.withLock { state in
            guard state.newest !== version else { return false }
            state.recent.removeAll { $0 === version }
            return true
        }
    }

    /// Lets go of a state even if it is the newest.
    func close(_ version: OpenVersion) {
        state.withLock { state in
            state.recent.removeAll { $0 === version }
            if state.newest === version { state.newest = nil }
        }
    }

    /// Says which state is the newest; the one before stays among the others, unless nobody can ask for it.
    func setNewest(_ version: OpenVersion, forgettingOthers: Bool) {
        let forgotten = state.withLock { state in
            var forgotten: [OpenVersion] = []
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
