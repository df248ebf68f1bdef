/// Why an object could not be read.
///
/// An absent object is not an error, an interrupted request is an `Interruption`.
package enum StorageError: Error, Sendable, Equatable {
    /// The store answered `status`, which means neither the object nor its absence.
    case refused(key: String, status: Int)
    /// As `refused`, from a store that names its reason, such as `NoSuchBucket` of S3.
    case refusedFor(key: String, status: Int, reason: String)
    /// The bucket is in another region, which the profile of the store must name.
    case wrongRegion(key: String, region: String)
    /// There are no credentials for this store; `cause` is for the log and holds no secret.
    case noCredentials(key: String, cause: String)
    /// No answer, or not all of it, before the store's own time limit.
    case timedOut(key: String)
    /// The connection failed; `cause` is for the log.
    case unreachable(key: String, cause: String)
    /// Fewer or more bytes came than were promised.
    case wrongLength(key: String, expected: Int, received: Int)
    /// More bytes than the caller can take.
    case tooLong(key: String, bytes: Int, limit: Int)
    /// Something else came than the requested range.
    case rangeIgnored(key: String)
    /// The object changed between two reads that belong together.
    case changed(key: String)
    /// What stands at the key, or leads to it, is not what it must be.
    case damaged(key: String, reason: String)
    /// Something refers to an object that is not there: it was collected, or lost.
    case gone(key: String)
    /// The store refers to a place that the operator has not allowed; `cause` is for the log and says how to.
    case forbidden(key: String, cause: String)
    /// A symbolic link at the key, or above it, leads out of the store's folder.
    case outside(key: String)
    /// What should be the store is not there; `cause` is for the log.
    case noStore(cause: String)
    /// The key is none that can be requested.
    case badKey(key: String)
    /// The file system or the library said no; `cause` is for the log.
    case system(key: String, cause: String)

    /// The requested key.
    package var key: String {
        switch self {
        case .noStore: ""
        case .refused(let key, _), .refusedFor(let key, _, _), .wrongRegion(let key, _),
            .noCredentials(let key, _), .timedOut(let key),
            .unreachable(let key, _), .wrongLength(let key, _, _),
            .tooLong(let key, _, _), .rangeIgnored(let key), .changed(let key), .badKey(let key),
            .outside(let key),
            .damaged(let key, _), .gone(let key), .forbidden(let key, _), .system(let key, _):
            key
        }
    }

    /// The same, said of another key: of the requested one when it led to this one.
    package func renamed(_ key: String) -> StorageError {
        switch self {
        case .refused(_, let status): .refused(key: key, status: status)
        case .refusedFor(_, let status, let reason): .refusedFor(key: key, status: status, reason: reason)
        case .wrongRegion(_, let region): .wrongRegion(key: key, region: region)
        case .noCredentials(_, let cause): .noCredentials(key: key, cause: cause)
        case .timedOut: .timedOut(key: key)
        case .unreachable(_, let cause): .unreachable(key: key, cause: cause)
        case .wrongLength(_, let expected, let received):
            .wrongLength(key: key, expected: expected, received: received)
        case .tooLong(_, let bytes, let limit): .tooLong(key: key, bytes: bytes, limit: limit)
        case .rangeIgnored: .rangeIgnored(key: key)
        case .changed: .changed(key: key)
        case .damaged(_, let reason): .damaged(key: key, reason: reason)
        case .gone: .gone(key: key)
        case .forbidden(_, let cause): .forbidden(key: key, cause: cause)
        case .badKey: .badKey(key: key)
        case .outside: .outside(key: key)
        case .noStore: self
        case .system(_, let cause): .system(key: key, cause: cause)
        }
    }
}
