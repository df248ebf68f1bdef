internal import Execution

extension StorageError: CustomStringConvertible {
    /// Key and reason for operators, in their logs and terminals: causes name hosts, and no client may read them.
    package var description: String { key.isEmpty ? reason : "\(key): \(reason)" }

    /// What went wrong, without the key.
    package var reason: String {
        switch self {
        case .refused(_, let status): "the store answered \(status)"
        case .refusedFor(let key, 403, "AccessDenied") where !ObjectKey.isMetadata(key):
            "the store answered 403 AccessDenied: either it may not be read or, where listing is not granted, it "
                + "was never written; grant listing, or set denied_chunks"
        case .refusedFor(_, let status, let reason): "the store answered \(status) \(reason)"
        case .wrongRegion(_, let region):
            "the bucket is elsewhere: set region: \(region) in the store's profile"
        case .timedOut: "the store did not answer in time"
        case .noCredentials(_, let cause), .unreachable(_, let cause), .system(_, let cause): cause
        case .wrongLength(_, let expected, let received):
            "\(received) bytes came, \(expected) were promised"
        case .tooLong(_, let count, let limit):
            "it is \(count) bytes long, \(LimitKey.fixed.words(of: limit))"
        case .rangeIgnored: "the store does not give parts of objects"
        case .changed: "it changed while it was read"
        case .damaged(_, let reason): reason
        case .gone: "it is referred to and is not there"
        case .forbidden(_, let cause): cause
        case .outside:
            "a link leads out of the store's folder, which is refused: put the files there, or publish the folder "
                + "that it leads to"
        case .noStore(let cause): cause
        case .badKey: "it is no key that can be asked for"
        }
    }
}
