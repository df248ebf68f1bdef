/// Finds how much of a request that is over a limit would pass, for the advice of its refusal.
package enum LargestPassing {
    /// The largest of 1…limit for which a claim holds that fails from some number on; nil when it never holds.
    ///
    /// The claim is asked a few dozen times; it may bind, not read.
    package static func count(upTo limit: Int, where holds: (Int) -> Bool) -> Int? {
        guard limit >= 1, holds(1) else { return nil }
        var (low, high) = (1, limit)
        while low < high {
            let middle = low + (high - low + 1) / 2
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
