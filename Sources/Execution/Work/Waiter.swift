internal import Synchronization

/// Something that is being fetched, for which other requests may wait beside the one that fetches it.
package protocol Waiter: AnyObject, Sendable {
    /// Whether anybody else waits for it now.
    var isShared: Bool { get }
}

/// The interest in several things that come at once.
package final class JointInterest: Waiter {
    private let parts: [any Waiter]

    package init(_ parts: [any Waiter]) { self.parts = parts }

    package var isShared: Bool { parts.contains { $0.isShared } }
}

/// How many wait for one thing.
final class FollowerCount: Waiter {
    private let count = Atomic<Int>(0)

    var isShared: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

    fileprivate func add(_ change: Int) { count.wrappingAdd(change, ordering: .sequentiallyConsistent) }
}

/// A waiting request, counted for as long as this object lives.
///
/// It is kept beyond a leader's giving up, until the thing has come by another way: what the leader left under way goes on
/// meanwhile.
final class WaiterToken: Sendable {
    private let followers: FollowerCount

    init(_ followers: FollowerCount) {
        self.followers = followers
        followers.add(1)
    }

    deinit { followers.add(-1) }
}
