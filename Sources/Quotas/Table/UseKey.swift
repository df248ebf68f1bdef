internal import Execution

/// Whose use of what is counted: a digest under the table's secret, so that no name is kept, and nobody can choose one that
/// is counted in another's place.
package struct UseKey: Sendable, Hashable {
    /// Never zero, which an empty slot has.
    let low: UInt64
    let high: UInt64

    init(low: UInt64, high: UInt64) {
        (self.low, self.high) = (low | 1, high)
    }

    /// As the hosts of a store name it.
    var text: String {
        [low, high].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}
