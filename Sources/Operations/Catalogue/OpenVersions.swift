internal import Synchronization

/// The states of one dataset that are open, those used last.
///
/// Metadata and coordinates of a state take from kilobytes to tens of megabytes, and most requests want the newest.
final class OpenVersions: Sendable {
    /// States beside the newest: enough for who compares versions, and little beside the chunks.
    private static let most = 8

    private struct State {
        /// Used last first.
        var recent: [OpenVersion] = []
        var newest: OpenVersion?
    }

    private let state = Mutex(State())

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
        state.withLock { state in
            state.recent.insert(version, at: 0)
            if state.recent.count > Self.most { state.recent.removeLast() }
        }
        return version
    }

    /// Says which state is the newest; the one before stays among the others, unless nobody can ask for it.
    func setNewest(_ version: OpenVersion, forgettingOthers: Bool) {
        state.withLock { state in
            if forgettingOthers { state.recent = [] }
            guard state.newest !== version else { return }
            state.recent.removeAll { $0 === version }
            if let old = state.newest, !forgettingOthers {
                state.recent.insert(old, at: 0)
                if state.recent.count > Self.most { state.recent.removeLast() }
            }
            state.newest = version
        }
    }
}
