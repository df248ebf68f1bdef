/// What the head of an answer means for the read that it answers, decided before a byte of the body is taken.
enum ResponseDisposition {
    /// The body is the object, or the range.
    case take(BodyPlan)
    /// The body does not matter.
    case done(ObjectOutcome)
    /// Worth asking again; `error` if it stays like this.
    case retry(RetryCause, error: StorageError)
    case redirect(to: String)
    /// The credential is refused; a fresh one may not be.
    case renew(error: StorageError)
    /// The store has said where the object is; see `StoreDialect.relocated`.
    case elsewhere(error: StorageError)
    /// Worth asking again at once, for what was wrong with the request has been set right.
    case corrected(error: StorageError)
}

/// What a body must be.
struct BodyPlan {
    /// More bytes than this end the transfer.
    let most: Int
    /// What it means if there are more.
    let excess: StorageError
    /// Its length, where the head tells it.
    let expected: Int?
    /// Of the whole object, where the head tells it.
    let objectLength: Int?
    /// True when the whole object comes although a part was requested: the part is cut from it.
    let isWholeForPart: Bool
    /// True when the body is data only if it looks like JSON: web servers send pages in place of missing documents.
    let mustBeJSON: Bool
}

extension ResponseDisposition {
    /// Reads a final head (status 200 or above); the rules are those of RFC 9110 and of plain web servers.
    ///
    /// `storesCoded`: a coding is how the object is stored, and its bytes are wanted like that.
    static func of(
        _ head: ResponseHead,
        for request: ObjectRequest,
        storesCoded: Bool = false
    ) -> ResponseDisposition {
        var head = head
        if storesCoded { head.ignoreCoding() }
        let key = request.key
        let refusal = StorageError.refused(key: key, status: head.status)
        switch head.status {
        case 200, 203: return whole(head, request)
        case 206: return part(head, request)
        case 304:
            guard let kept = request.kept else { return .done(.failed(refusal)) }
            return .done(.found(kept.object))
        case 404, 410: return .done(.absent)
        case 409 where request.condition != nil, 412: return .done(.failed(.changed(key: key)))
        case 416: return unsatisfiable(head, request)
        case 301, 302, 303, 307, 308:
            return head.location.map { .redirect(to: $0) } ?? .done(.failed(refusal))
        case 429, 503: return .retry(.throttled(after: head.retryAfter), error: refusal)
        case 408, 500, 502, 504: return .retry(.transient(after: head.retryAfter), error: refusal)
        default: return .done(.failed(refusal))
        }
    }

    private static func whole(_ head: ResponseHead, _ request: ObjectRequest) -> ResponseDisposition {
        if let error = unfit(head, request) { return .done(.failed(error)) }
        let isPart = request.range != .whole
        let most = isPart ? max(request.range.maxBytes &* 4, 1 << 20) : request.maxBytes
        let length = head.contentLength
        let excess =
            isPart
            ? StorageError.rangeIgnored(key: request.key)
            : .tooLong(key: request.key, bytes: length ?? most + 1, limit: most)
        if let length, length > most { return .done(.failed(excess)) }
        return .take(
            BodyPlan(
                most: most,
                excess: excess,
                expected: length,
                objectLength: length,
                isWholeForPart: isPart,
                mustBeJSON: head.contentType.hasPrefix("text/html")
            )
        )
    }

    private static func part(_ head: ResponseHead, _ request: ObjectRequest) -> ResponseDisposition {
        if let error = unfit(head, request) { return .done(.failed(error)) }
        guard let range = head.contentRange, let bytes = range.bytes,
            request.range.isAnswered(by: bytes, objectLength: range.objectLength)
        else { return .done(.failed(.rangeIgnored(key: request.key))) }
        let excess = StorageError.tooLong(key: request.key, bytes: bytes.count, limit: request.maxBytes)
        guard bytes.count <= request.maxBytes else { return .done(.failed(excess)) }
        if let length = head.contentLength, length != bytes.count {
            return .done(.failed(.wrongLength(key: request.key, expected: bytes.count, received: length)))
        }
        let tooMany = StorageError.wrongLength(
            key: request.key,
            expected: bytes.count,
            received: bytes.count + 1
        )
        return .take(
            BodyPlan(
                most: bytes.count,
                excess: tooMany,
                expected: bytes.count,
                objectLength: range.objectLength,
                isWholeForPart: false,
                mustBeJSON: false
            )
        )
    }

    /// 416: the object ends before the range begins, so the part that exists is empty.
    private static func unsatisfiable(_ head: ResponseHead, _ request: ObjectRequest) -> ResponseDisposition {
        guard request.range != .whole, let length = head.contentRange?.objectLength,
            request.range.resolved(length: length).isEmpty
        else { return .done(.failed(.refused(key: request.key, status: 416))) }
        let empty = StoredObject(
            bytes: ObjectBytes([]),
            objectLength: length,
            validator: head.validator(objectLength: length)
        )
        return .done(.found(empty))
    }

    /// What makes any body unfit: that it is another object's, a content coding (a range would mean something else), a length in
    /// dispute, or a page in place of a chunk.
    ///
    /// A gzip-coded document is for its reader to open.
    private static func unfit(_ head: ResponseHead, _ request: ObjectRequest) -> StorageError? {
        if let condition = request.condition,
            !condition.holds(entityTag: head.entityTag, lastModified: head.lastModifiedSeconds)
        {
            return .changed(key: request.key)
        }
        let isMetadata = ObjectKey.isMetadata(request.key)
        let isCoded = !head.contentEncoding.isEmpty && head.contentEncoding != "identity"
        if isCoded, !(isMetadata && head.contentEncoding == "gzip") {
            return .system(
                key: request.key,
                cause: "the server sent it with Content-Encoding \(head.contentEncoding)"
            )
        }
        if head.hasTwoLengths {
            return .system(key: request.key, cause: "two Content-Length fields disagree")
        }
        if !isMetadata, head.contentType.hasPrefix("text/html") {
            return .system(key: request.key, cause: "the server answered a web page")
        }
        return nil
    }
}

extension ByteRange {
    /// The most bytes that an answer to this can have.
    var maxBytes: Int {
        switch self {
        case .whole: Int.max
        case .bytes(_, let count), .suffix(let count): min(max(count, 0), Int.max / 8)
        }
    }

    /// Whether `bytes` are the requested ones; only the object's end may cut them short.
    func isAnswered(by bytes: ClosedRange<Int>, objectLength: Int?) -> Bool {
        switch self {
        case .whole: return false
        case .bytes(let offset, let count):
            guard bytes.lowerBound == offset, bytes.count <= count else { return false }
            return bytes.count == count || objectLength == bytes.upperBound + 1
        case .suffix(let count):
            guard let objectLength, bytes.upperBound == objectLength - 1 else { return false }
            return bytes.count == min(count, objectLength)
        }
    }
}
