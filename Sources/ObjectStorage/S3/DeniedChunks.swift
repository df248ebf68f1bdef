internal import Synchronization

/// What 403 AccessDenied for a chunk means.
///
/// S3 and Google answer so for a key that does not exist when the caller may not list: they do not reveal names.
package enum DeniedChunks: String, Sendable, CaseIterable {
    /// An error, for it may be a chunk that must not be read.
    case error
    /// What a listing of just that key says, where something beside it could be read.
    case probe
    /// A chunk that was never written.
    case missing
}

/// What a store has learnt about its callers' rights.
final class DeniedChunkKnowledge: Sendable {
    private struct State {
        /// Folders in which something was read.
        var readable: Set<String> = []
        var mayList = true
    }

    private let state = Mutex(State())
    private static let maxFolders = 4096

    /// False once a listing was refused.
    var mayList: Bool { state.withLock { $0.mayList } }

    func noteRefusedListing() { state.withLock { $0.mayList = false } }

    func noteRead(_ key: String) {
        let folder = Self.folder(of: key[...])
        state.withLock { state in
            if state.readable.count < Self.maxFolders { state.readable.insert(String(folder)) }
        }
    }

    /// Whether something was read in the key's folder or in one above it: then it is not everything that is refused.
    func isAmongReadable(_ key: String) -> Bool {
        state.withLock { state in
            var folder = Self.folder(of: key[...])
            while !state.readable.contains(String(folder)) {
                if folder.isEmpty { return false }
                folder = Self.folder(of: folder)
            }
            return true
        }
    }

    private static func folder(of key: Substring) -> Substring {
        key.lastIndex(of: "/").map { key[..<$0] } ?? ""
    }
}
