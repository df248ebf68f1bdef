internal import Synchronization

/// The states of datasets that a request has met, so that it can be answered anew, once, from later ones.
///
/// A store may have cleared away what the state in hand refers to. Nothing else than asking again what is newest helps
/// then, and asking for what has failed already helps nobody.
package final class UsedStates: Sendable {
    private struct Content {
        var met: Set<String> = []
        var firstError: (any Error)?
    }

    private let content = Mutex(Content())

    package init() {}

    /// Why the request is answered for the second time; nil while it is the first.
    package var firstError: (any Error)? { content.withLock { $0.firstError } }

    /// Begins the second try; false when there can be none: it was the second, or no state was met.
    package func beginAnew(after error: any Error) -> Bool {
        content.withLock { content in
            guard content.firstError == nil, !content.met.isEmpty else { return false }
            content.firstError = error
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
