/// The part of a ledger's unreserved memory that one cache may fill.
///
/// The shares of all caches of a ledger together are one whole: each keeps to its own, and none needs to know what the
/// others hold.
package struct MemoryShare: Sendable {
    private let sixteenths: Int

    package static let whole = MemoryShare(sixteenths: 16)

    /// `sixteenths` is 1…16.
    package init(sixteenths: Int) {
        precondition((1...16).contains(sixteenths))
        self.sixteenths = sixteenths
    }

    /// Rounded down, but for the whole.
    package func of(_ bytes: Int) -> Int {
        sixteenths == 16 ? bytes : bytes / 16 * sixteenths
    }
}
