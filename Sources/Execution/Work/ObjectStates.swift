internal import Synchronization

/// In which states a request has read objects that may change beneath it: what the tag of its body is made of.
package final class ObjectStates: Sendable {
    /// An object that may change, as it was when it was read.
    private struct Object {
        let mark: UInt64
        var isInBody: Bool
    }

    private struct Content {
        /// By the names that their readers have for them.
        var objects: [UInt64: Object] = [:]
        var isMixed = false
        var isInBody = false
        /// There were more objects than are remembered.
        var hasForgotten = false
    }

    /// Objects whose marks are remembered: more than most requests may read, and ten megabytes.
    private static let maxObjects = 1 << 18

    private let content = Mutex(Content())

    /// Whether an object was met under two marks, so that an answer would be of neither state.
    var isMixed: Bool { content.withLock { $0.isMixed } }

    /// Says that the request reads an object that may change beneath it, whose `mark` changes with it; false when it has
    /// read the same object under another mark before, so that its answer would be of neither.
    package func meet(_ object: UInt64, mark: UInt64) -> Bool {
        content.withLock { content in
            if let known = content.objects[object] {
                if known.mark != mark { content.isMixed = true }
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

    /// The states of all objects that the body was made of; nil when they were too many to remember.
    ///
    /// Equal in every process where states and the readers' names are, in whatever order they were read.
    package var ofBody: ContentDigest? {
        let (objects, hasForgotten) = content.withLock { ($0.objects, $0.hasForgotten) }
        if hasForgotten { return nil }
        var digest = ContentDigest()
        for (name, object) in objects.filter(\.value.isInBody).sorted(by: { $0.key < $1.key }) {
            digest.add(name)
            digest.add(object.mark)
        }
        return digest
    }

    /// Begins anew: what is read from now on is another try's.
    func forget() { content.withLock { $0 = Content() } }
}
