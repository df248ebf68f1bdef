internal import Glibc

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

    /// An end of a part of a box around `centre`, with five figures of its distance: no further out than it was.
    package static func end(_ value: Double, around centre: Double) -> Double {
        let reach = abs(value - centre)
        guard reach > 0, reach.isFinite else { return value }
        let figures = 4 - Int(log10(reach).rounded(.down))
        guard (-15...15).contains(figures) else { return value }
        let scale = pow(10, Double(abs(figures)))
        let steps = (figures >= 0 ? value * scale : value / scale).rounded(value > centre ? .down : .up)
        return figures >= 0 ? steps / scale : steps * scale
    }
}
