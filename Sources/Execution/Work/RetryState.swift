internal import Synchronization

/// What a request has met that may pass, so that it can be answered anew, once, from what is there later.
///
/// A store may have cleared away what something that was read from it refers to. Nothing else than asking again what is newest helps
/// then, and requesting again what has already failed is of no use.
package final class RetryState: Sendable {
    private struct Content {
        var met: Set<String> = []
        var firstError: (any Error)?
    }

    /// The states of objects that the present try has read.
    package let objects = ObjectStates()
    private let content = Mutex(Content())

    package init() {}

    /// Why the request is answered for the second time; nil while it is the first.
    package var firstError: (any Error)? { content.withLock { $0.firstError } }

    /// Begins the second try; false when there can be none: it was the second, or nothing was met that may pass.
    package func beginAnew(after error: any Error) -> Bool {
        let isMixed = objects.isMixed
        return content.withLock { content in
            guard content.firstError == nil, !content.met.isEmpty || isMixed else { return false }
            content.firstError = error
            objects.forget()
            return true
        }
    }

    /// Says that the request reads something of that name, which may be gone later.
    ///
    /// - Throws: in the second try, the first one's error for what was met then.
    package func meet(_ name: String) throws {
        try content.withLock { content in
            if let error = content.firstError {
                if content.met.contains(name) { throw error }
            } else {
                content.met.insert(name)
            }
        }
    }
}

/// An error that says how it may be over: when the same question meets what is there later.
package protocol PassingError: Error {
    /// True when something is not there any more that what was read refers to.
    var isOfThePast: Bool { get }
}
