internal import Synchronization

/// What a request has met that may pass, so that it can be answered anew, once, from what is there later; and in which
/// states it has used what may change, which is what its tag is made of.
///
/// A store may have cleared away what something that was read from it refers to. Nothing else than asking again what is newest helps
/// then, and requesting again what has already failed is of no use.
package final class RetryState: Sendable {
    /// An object that may change, as it was when it was read.
    private struct Object {
        let mark: UInt64
        var isInBody: Bool
    }

    private struct Content {
        var met: Set<String> = []
        /// Single objects, by the names that their readers have for them.
        var objects: [UInt64: Object] = [:]
        var hasMixed = false
        var isInBody = false
        /// There were more objects than are remembered.
        var hasForgotten = false
        var firstError: (any Error)?
    }

    /// Objects whose marks are remembered: more than most requests may read, and ten megabytes.
    private static let maxObjects = 1 << 18

    private let content = Mutex(Content())

    package init() {}

    /// Why the request is answered for the second time; nil while it is the first.
    package var firstError: (any Error)? { content.withLock { $0.firstError } }

    /// Begins the second try; false when there can be none: it was the second, or nothing was met that may pass.
    package func beginAnew(after error: any Error) -> Bool {
        content.withLock { content in
            guard content.firstError == nil, !content.met.isEmpty || content.hasMixed else { return false }
            content.firstError = error
            (content.objects, content.hasMixed, content.hasForgotten) = ([:], false, false)
            content.isInBody = false
            return true
        }
    }

    /// Says that the request reads an object that may change beneath it, whose `mark` changes with it; false when it has
    /// read the same object under another mark before, so that its answer would be of neither.
    package func meet(object: UInt64, mark: UInt64) -> Bool {
        content.withLock { content in
            if let known = content.objects[object] {
                if known.mark != mark { content.hasMixed = true }
                if content.isInBody, !known.isInBody { content.objects[object]?.isInBody = true }
                return known.mark == mark
            }
            guard content.objects.count < Self.maxObjects else {
                content.hasForgotten = true
                return true
            }
            content.objects[object] = Object(mark: mark, isInBody: content.isInBody)
            return true
        }
    }

    /// Says that what is read from now on makes the body.
    package func beginBody() { content.withLock { $0.isInBody = true } }

    /// The states of all objects that the body was made of and that may change; nil when they were too many to remember.
    ///
    /// Equal in every process where states and the readers' names are, in whatever order they were read.
    package var bodyStates: ContentDigest? {
        let (objects, hasForgotten) = content.withLock { ($0.objects, $0.hasForgotten) }
        if hasForgotten { return nil }
        var digest = ContentDigest()
        for (name, object) in objects.filter(\.value.isInBody).sorted(by: { $0.key < $1.key }) {
            digest.add(name)
            digest.add(object.mark)
        }
        return digest
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
