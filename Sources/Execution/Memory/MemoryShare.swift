/// The part of a ledger's unreserved memory that one cache may fill.
///
/// The shares of all caches of a ledger together are one whole: each keeps to its own, and none needs to know what the
/// others hold.
package struct MemoryShare: Sendable {
    private let sixtyFourths: Int

    package static let whole = MemoryShare(sixteenths: 16)

    /// `sixteenths` is 1…16.
    package init(sixteenths: Int) {
        self.init(sixtyFourths: 4 * sixteenths)
    }

    /// `sixtyFourths` is 1…64.
    package init(sixtyFourths: Int) {
        precondition((1...64).contains(sixtyFourths))
        self.sixtyFourths = sixtyFourths
    }

    /// Rounded down.
    package func of(_ bytes: Int) -> Int {
        bytes / 64 * sixtyFourths + bytes % 64 * sixtyFourths / 64
    }
}
