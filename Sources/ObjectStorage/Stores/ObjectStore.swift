package import Execution

/// Where bytes live: keys to bytes, whole or by range, many at once.
///
/// A key is a path of segments joined by `/`, relative to the store's root, never beginning with `/`.
package protocol ObjectStore: Sendable {
    /// What an operator would call this store; for logs, never for clients.
    var label: String { get }

    /// Reads all of `requests` in parallel and hands each outcome to `deliver` as it arrives, in any order.
    ///
    /// `deliver` runs on the calling thread, with the request's index in the list, exactly once for each request unless
    /// this method throws. What `deliver` throws ends the reading and is rethrown.
    ///
    /// - Throws: `Interruption` when the context is cancelled or its deadline passes; `StorageError.timedOut` when it
    ///   passes while the store owes an answer. Every other storage error is an outcome of its own request.
    func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws
}

extension ObjectStore {
    /// Reads one object.
    package func read(_ request: ObjectRequest, context: WorkContext) throws -> ObjectOutcome {
        var outcome = ObjectOutcome.absent
        try read([request], context: context) { _, received in outcome = received }
        return outcome
    }
}

/// One object, or a part of it, to read.
package struct ObjectRequest: Sendable, Hashable {
    package let key: String
    package let range: ByteRange
    /// An answer longer than this is an error, found before its bytes are taken.
    package let maxBytes: Int
    /// What the object must still be; nil for whatever it is now.
    package let condition: ObjectCondition?
    /// What the caller has already; a store that can tell answers with it if it is still right.
    private(set) var kept: ConditionalObject?
    /// See `since`; the beginning of the clock for a caller that believes everything.
    private(set) var moment = Deadline(nanoseconds: 0)
    /// See `anew`.
    private(set) var isAnew = false
    /// Other waiters for these bytes: while there are any, the bytes come even if the caller gives up.
    private(set) var sharing = Sharing()

    package init(
        key: String,
        range: ByteRange = .whole,
        maxBytes: Int,
        condition: ObjectCondition? = nil
    ) {
        self.key = key
        self.range = range
        self.maxBytes = maxBytes
        self.condition = condition
    }

    /// The same request of a caller that already has `object`.
    func keeping(_ object: StoredObject) -> ObjectRequest {
        guard object.hasStrongTag, object.bytes.count <= maxBytes else { return self }
        var request = self
        request.kept = ConditionalObject(object)
        return request
    }

    /// The same request of a caller that needs no bytes while the object's validator is this one.
    ///
    /// The outcome is then `isUnchanged`, without bytes, if the store can tell; others send the object all the same.
    package func unless(_ validator: String) -> ObjectRequest {
        var request = self
        request.kept = ConditionalObject(
            StoredObject(
                bytes: ObjectBytes([]),
                objectLength: nil,
                validator: validator,
                isUnchanged: true
            )
        )
        return request
    }

    /// The answer to a caller that already has the object of this validator; nil when it must be sent.
    package func unchanged(_ validator: String?) -> ObjectOutcome? {
        guard let kept = kept?.object, kept.isUnchanged, kept.validator == validator else { return nil }
        return .found(kept)
    }

    /// The same request of a caller that believes nothing about the store found out before `moment`, such as
    /// the directory of an archive.
    package func since(_ moment: Deadline) -> ObjectRequest {
        var request = self
        request.moment = moment
        return request
    }

    /// The same request of a caller that received wrong bytes: caches between it and the store forget theirs.
    package func anew() -> ObjectRequest {
        var request = self
        (request.kept, request.isAnew) = (nil, true)
        return request
    }

    /// The same request of a caller that has nothing yet.
    func withoutKept() -> ObjectRequest {
        var request = self
        request.kept = nil
        return request
    }

    /// The same request for something that others may wait for too.
    package func shared(by interests: [any Waiter]) -> ObjectRequest {
        var request = self
        request.sharing = Sharing(interest: interests.count == 1 ? interests[0] : JointInterest(interests))
        return request
    }

    /// A request for other bytes with the same waiters, the same known object and the same beliefs.
    package func instead(
        key: String,
        range: ByteRange,
        maxBytes: Int,
        condition: ObjectCondition? = nil
    ) -> ObjectRequest {
        var request = ObjectRequest(key: key, range: range, maxBytes: maxBytes, condition: condition)
        (request.sharing, request.moment, request.isAnew) = (sharing, moment, isAnew)
        if kept?.object.isUnchanged == true { request.kept = kept }
        return request
    }

    /// Other waiters do not make it another request.
    struct Sharing: Hashable {
        var interest: (any Waiter)?

        static func == (left: Sharing, right: Sharing) -> Bool { true }

        func hash(into hasher: inout Hasher) {}
    }

    /// The fields of HTTP that say under which conditions an answer is requested.
    var conditionFields: [(name: String, value: String)] {
        var fields = condition?.field.map { [$0] } ?? []
        if let kept, kept.object.hasStrongTag, let tag = kept.object.validator {
            fields.append(("If-None-Match", tag))
        }
        return fields
    }
}

/// Which bytes of an object.
package enum ByteRange: Sendable, Hashable {
    case whole
    case bytes(offset: Int, count: Int)
    /// The last `count` bytes.
    case suffix(count: Int)
}

/// What became of one request.
///
/// Absent is not an error: a chunk that was never written is fill.
package enum ObjectOutcome: Sendable {
    case absent
    case found(StoredObject)
    case failed(StorageError)
}

/// The bytes of an object, or of the requested range.
package struct StoredObject: Sendable {
    package let bytes: ObjectBytes
    /// Length of the whole object, where the store tells it.
    package let objectLength: Int?
    /// ETag, or modification time and size: equal validators mean equal bytes.
    package let validator: String?
    /// Whether it stands for what the caller has (`ObjectRequest.unless`): then there are no bytes.
    package let isUnchanged: Bool

    package init(bytes: ObjectBytes, objectLength: Int?, validator: String?, isUnchanged: Bool = false) {
        self.bytes = bytes
        self.objectLength = objectLength
        self.validator = validator
        self.isUnchanged = isUnchanged
    }
}
