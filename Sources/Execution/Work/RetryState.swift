internal import Synchronization

/// The states of datasets that a request has met, so that it can be answered anew, once, from later ones.
///
/// A store may have cleared away what the state in hand refers to. Nothing else than asking again what is newest helps
/// then, and requesting again what has already failed is of no use.
package final class RetryState: Sendable {
    private struct Content {
        var met: Set<String> = []
        /// The states of single objects, by the names that their readers have for them.
        var objects: [UInt64: UInt64] = [:]
        var hasMixed = false
        var firstError: (any Error)?
    }

    /// Objects whose states are remembered: more than most requests may read, and five megabytes.
    private static let maxObjects = 1 << 18

    private let content = Mutex(Content())

    package init() {}

    /// Why the request is answered for the second time; nil while it is the first.
    package var firstError: (any Error)? { content.withLock { $0.firstError } }

    /// Begins the second try; false when there can be none: it was the second, or no state was met.
    package func beginAnew(after error: any Error) -> Bool {
        content.withLock { content in
            guard content.firstError == nil, !content.met.isEmpty || content.hasMixed else { return false }
            content.firstError = error
            (content.objects, content.hasMixed) = ([:], false)
            return true
        }
    }

    /// Says in which state the request reads an object that may change beneath it; false when it has read another state
    /// of the same object before, so that its answer would be of no state at all.
    package func meet(object: UInt64, state: UInt64) -> Bool {
        content.withLock { content in
            if let known = content.objects[object] {
                if known != state { content.hasMixed = true }
                return known == state
            }
            if content.objects.count < Self.maxObjects { content.objects[object] = state }
            return true
        }
    }

    /// Says that the request reads a state.
    ///
    /// - Throws: in the second try, the first one's error for a state that was met then.
    package func meet(_ state: String) throws {
        try content.withLock { content in
            if let error = content.firstError {
                if content.met.contains(state) { throw error }
            } else {
                content.met.insert(state)
            }
        }
    }
}

/// An error that says how it may be over: when the same question meets a later state.
package protocol PassingError: Error {
    /// True when something that the state refers to is not there any more.
    var isOfPastState: Bool { get }
}
