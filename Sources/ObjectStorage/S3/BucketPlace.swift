internal import Synchronization

/// Where a bucket is, as far as is known: as the operator says, until the store says better.
final class BucketPlace: Sendable {
    private let current: Mutex<S3Location>

    init(_ location: S3Location) { current = Mutex(location) }

    var location: S3Location { current.withLock { $0 } }

    /// Follows a store that says in which region the bucket is.
    func follow(_ region: String) { current.withLock { $0 = $0.moved(to: region) ?? $0 } }
}
